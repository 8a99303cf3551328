// The menu of a row: the same choices as a click with Shift, Alt or Ctrl, for touch and keyboard.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

export interface Choice {
  text: string;
  run: () => void;
}

const opened = signal<{ x: number; y: number; choices: Choice[]; owner: HTMLElement | SVGElement } | undefined>(undefined);

/** Opens the menu at a point, or below its owner where a key has opened it. */
export function openMenu(event: MouseEvent | PointerEvent, owner: HTMLElement | SVGElement, choices: Choice[]): void {
  const box = owner.getBoundingClientRect();
  const isByKey = event.clientX === 0 && event.clientY === 0;
  opened.value = { x: isByKey ? box.left + 20 : event.clientX, y: isByKey ? box.bottom : event.clientY, choices, owner };
}

/** The page has one, and each sheet: what is outside of a sheet can neither be seen nor pressed while it is open. */
export function Menu({ isOfSheet = false }: { isOfSheet?: boolean }) {
  const list = useRef<HTMLUListElement>(null);
  const menu = opened.value && !!opened.value.owner.closest('dialog') === isOfSheet ? opened.value : undefined;
  const close = () => {
    opened.value = undefined;
    menu?.owner.focus();
  };
  useEffect(() => {
    if (!menu) return undefined;
    const box = list.current!;
    box.style.left = `${Math.max(4, Math.min(menu.x, innerWidth - box.offsetWidth - 4))}px`;
    box.style.top = `${Math.max(4, Math.min(menu.y, innerHeight - box.offsetHeight - 4))}px`;
    box.querySelector('button')?.focus();
    const outside = (event: Event) => {
      if (!box.contains(event.target as Node)) opened.value = undefined;
    };
    addEventListener('pointerdown', outside);
    addEventListener('scroll', outside, { once: true });
    addEventListener('resize', close); // A telephone is turned: what it belongs to is elsewhere now.
    return () => {
      removeEventListener('pointerdown', outside);
      removeEventListener('scroll', outside);
      removeEventListener('resize', close);
    };
  }, [menu]);
  if (!menu) return null;

  const move = (event: KeyboardEvent) => {
    const buttons = [...list.current!.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (step) buttons[(at + step + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul class="menu" role="menu" ref={list} onKeyDown={move}>
      {menu.choices.map(({ text, run }) => (
        <li role="none" key={text}>
          <button type="button" role="menuitem" onClick={() => {
            close();
            run();
          }}>{text}</button>
        </li>
      ))}
    </ul>
  );
}
