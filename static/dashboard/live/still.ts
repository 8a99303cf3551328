// Keeps what is read where it is, while rows come above it. Browsers have that too ("scroll anchoring"), but not all.
import { type Signal, useSignal } from '@preact/signals';
import { type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Lets a box show the same rows after each change of `data`, unless it is at its top. Says whether it is scrolled down. */
export function useStill(box: RefObject<HTMLElement | null>, data: unknown): Signal<boolean> {
  const isDown = useSignal(false);
  const anchor = useRef<{ row: HTMLElement; top: number } | undefined>(undefined);

  const look = () => {
    const { scrollTop, firstElementChild } = box.current!;
    const row = [...firstElementChild!.children].find((each) => (each as HTMLElement).offsetTop + each.clientHeight > scrollTop) as HTMLElement | undefined;
    anchor.current = row && { row, top: row.offsetTop };
    isDown.value = scrollTop > 0;
  };

  useEffect(() => {
    const element = box.current!;
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, []);

  useLayoutEffect(() => {
    const { current } = anchor;
    const element = box.current!;
    if (current?.row.isConnected && element.scrollTop > 0) element.scrollTop += current.row.offsetTop - current.top;
    look();
  }, [data]);

  return isDown;
}
