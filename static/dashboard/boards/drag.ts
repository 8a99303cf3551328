// Moving things with a pointer: mouse, pen or finger. All of it can be done by buttons and keys as well.

const EDGE_PX = 70;
const SCROLL_PX = 14;

/**
 * Follows the pointer from where it was pressed. `over` hears of each place below it, and of undefined when it is over;
 * `drop` of the place where it was let go. Esc gives up.
 */
export function follow<T>(event: PointerEvent, find: (x: number, y: number) => T | undefined, over: (place: T | undefined) => void, drop: (place: T) => void): void {
  if (event.button) return;
  event.preventDefault();
  const grip = event.currentTarget as HTMLElement;
  const stop = new AbortController();
  let last: T | undefined;
  const end = (isDropped: boolean) => {
    stop.abort();
    over(undefined);
    if (isDropped && last !== undefined) drop(last);
  };
  const { signal } = stop;
  grip.setPointerCapture(event.pointerId);
  grip.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (clientY < EDGE_PX) scrollBy(0, -SCROLL_PX);
    else if (clientY > innerHeight - EDGE_PX) scrollBy(0, SCROLL_PX);
    over((last = find(clientX, clientY)));
  }, { signal });
  grip.addEventListener('pointerup', () => end(true), { signal });
  grip.addEventListener('pointercancel', () => end(false), { signal });
  addEventListener('keydown', (pressed) => {
    if (pressed.key === 'Escape') end(false);
  }, { signal });
}

/** Among elements side by side or one below the other: before which of them a point lies. */
export function placeAmong(elements: readonly Element[], x: number, y: number): number {
  const boxes = elements.map((element) => element.getBoundingClientRect());
  const isStacked = boxes.length > 1 && boxes[0]!.left === boxes[1]!.left;
  const isMirrored = document.documentElement.dir === 'rtl';
  const before = boxes.findIndex(({ left, top, width, height }) =>
    isStacked ? y < top + height / 2 : isMirrored ? x > left + width / 2 : x < left + width / 2);
  return before < 0 ? boxes.length : before;
}
