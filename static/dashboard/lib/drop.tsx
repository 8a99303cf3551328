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
    keepInside(whole.current!.querySelector<HTMLElement>('.drop-box')!);
    whole.current?.querySelector<HTMLElement>('.drop-box [autofocus], .drop-box a, .drop-box button, .drop-box input')?.focus();
    const outside = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) isOpen.value = false;
    };
    // Wherever the focus is: a click on a word within the box takes it from its fields. Of a sheet below, nothing is closed.
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    addEventListener('pointerdown', outside);
    addEventListener('keydown', escape, true);
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('keydown', escape, true);
    };
  }, [isOpen.value]);

  return (
    <div class={`drop ${kind}`} ref={whole}>
      <button ref={button} type="button" class="button" aria-expanded={isOpen.value} aria-controls={id} aria-label={name}
        title={name} data-shortcut={shortcut} onClick={() => (isOpen.value = !isOpen.peek())}>
        {label}
      </button>
      {isOpen.value && <div class="drop-box" id={id}>{children(close)}</div>}
    </div>
  );
}

const EDGE = 4;

/** Moves a box sideways to where all of it is seen: what opens it may stand at either edge of the window. */
function keepInside(box: HTMLElement): void {
  const { left, right } = box.getBoundingClientRect();
  const shift = Math.max(EDGE - left, 0) || Math.min(document.documentElement.clientWidth - EDGE - right, 0);
  box.style.setProperty('--shift', `${shift}px`);
}
