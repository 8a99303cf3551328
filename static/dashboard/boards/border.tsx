// The border between two columns or rows: dragged, or moved by arrow keys.
import { useRef } from 'preact/hooks';

interface Props {
  /** Whether it lies between rows. */
  isLevel?: boolean;
  label: string;
  /** The share of what is before it. */
  share: number;
  /** The extent of all columns or rows together. */
  extent: () => number;
  /** Told the way since the last time, in hundredths of the extent. */
  move: (by: number) => void;
}

const STEP = 5;

export function Border({ isLevel = false, label, share, extent, move }: Props) {
  const last = useRef<number | undefined>(undefined);
  const isMirrored = !isLevel && document.documentElement.dir === 'rtl';
  const forward = isMirrored ? -1 : 1;
  const [less, more] = isLevel ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  return (
    <div class={`border ${isLevel ? 'is-level' : ''}`} role="separator" tabIndex={0} aria-label={label} title={label}
      aria-orientation={isLevel ? 'horizontal' : 'vertical'} aria-valuenow={Math.round(share)} aria-valuemin={0} aria-valuemax={100}
      onKeyDown={(event) => {
        if (event.key !== less && event.key !== more) return;
        event.preventDefault();
        event.stopPropagation();
        move((event.key === more ? STEP : -STEP) * forward);
      }}
      onPointerDown={(event) => {
        if (event.button) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = isLevel ? event.clientY : event.clientX;
      }}
      onPointerMove={(event) => {
        if (last.current === undefined) return;
        const at = isLevel ? event.clientY : event.clientX;
        move(((at - last.current) / Math.max(1, extent())) * 100 * forward);
        last.current = at;
      }}
      onPointerUp={() => (last.current = undefined)} onPointerCancel={() => (last.current = undefined)} />
  );
}
