// A button with a box that opens below it; on a phone the box is a sheet at the bottom of the screen.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface Props {
  label: ComponentChildren;
  /** What the button is called, where its label is a picture. */
  name?: string;
  kind?: string;
  /** A key that opens it from anywhere (lib/keys.ts clicks what carries it). */
  shortcut?: string;
  /** Whether it comes open: for what somebody has just asked for elsewhere. */
  startsOpen?: boolean;
  children: (close: () => void) => ComponentChildren;
}

export function Drop({ label, name, kind = '', shortcut, startsOpen = false, children }: Props) {
  const isOpen = useSignal(startsOpen);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  const close = () => {
    if (!isOpen.peek()) return;
    isOpen.value = false;
    button.current?.focus();
  };

  useEffect(() => {
    if (!isOpen.value) return undefined;
    whole.current?.querySelector<HTMLElement>('.drop-box [autofocus], .drop-box a, .drop-box button, .drop-box input')?.focus();
    const outside = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) isOpen.value = false;
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [isOpen.value]);

  return (
    <div class={`drop ${kind}`} ref={whole} onKeyDown={(event) => {
      if (event.key === 'Escape' && isOpen.peek()) {
        event.stopPropagation();
        close();
      }
    }}>
      <button ref={button} type="button" class="button" aria-expanded={isOpen.value} aria-controls={id} aria-label={name}
        title={name} data-shortcut={shortcut} onClick={() => (isOpen.value = !isOpen.peek())}>
        {label}
      </button>
      {isOpen.value && <div class="drop-box" id={id}>{children(close)}</div>}
    </div>
  );
}
