// Looking closer at a drawing: by buttons and keys, by dragging, by two fingers, and by the wheel with Ctrl.
import { useSignal } from '@preact/signals';
import { type RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { WHOLE, moved, showing, zoomed, type Size, type View } from './zoom.ts';

/** How far a pointer may go, in pixels, and still mean to press. */
const STILL = 4;

/** The view of a drawing of this size, what changes it, and what the drawing must hear of. */
export function useView(drawing: RefObject<SVGSVGElement | null>, size: Size) {
  const view = useSignal<View>(WHOLE);
  const held = useRef(new Map<number, { x: number; y: number }>()).current;
  const start = useRef({ x: 0, y: 0, isMoved: false }).current;

  /** The drawing's own steps for a pixel. */
  const step = () => size.width / view.value.scale / drawing.current!.getBoundingClientRect().width;
  const at = (x: number, y: number) => {
    const box = drawing.current!.getBoundingClientRect();
    return [view.value.x + (x - box.left) * step(), view.value.y + (y - box.top) * step()] as const;
  };
  const zoomAt = (factor: number, x: number, y: number) => (view.value = zoomed(view.value, factor, ...at(x, y), size));

  const release = (event: PointerEvent) => void held.delete(event.pointerId);
  return {
    view,
    /** Enlarges around the middle. */
    zoom: (factor: number) => {
      const { x, y, scale } = view.value;
      view.value = zoomed(view.value, factor, x + size.width / scale / 2, y + size.height / scale / 2, size);
    },
    /** Where a point of the drawing is on the screen. */
    onScreen: (x: number, y: number) => {
      const box = drawing.current!.getBoundingClientRect();
      return [box.left + (x - view.value.x) / step(), box.top + (y - view.value.y) / step()] as const;
    },
    /** Brings a point of the drawing into sight. */
    show: (x: number, y: number) => (view.value = showing(view.value, x, y, size)),
    /** Whether the pointer that is down, or was last, has dragged. */
    wasMoved: () => start.isMoved,
    onPointerDown: (event: PointerEvent) => {
      held.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (held.size === 1) Object.assign(start, { x: event.clientX, y: event.clientY, isMoved: false });
    },
    onPointerMove: (event: PointerEvent) => {
      const before = held.get(event.pointerId);
      if (!before) return void (start.isMoved &&= held.size > 0);
      const now = { x: event.clientX, y: event.clientY };
      const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        start.isMoved = true;
        const distance = (point: { x: number; y: number }) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
        zoomAt(distance(now) / distance(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
      } else if (view.value.scale > 1 && (start.isMoved || Math.hypot(now.x - start.x, now.y - start.y) > STILL)) {
        if (!start.isMoved) drawing.current!.setPointerCapture(event.pointerId);
        start.isMoved = true;
        view.value = moved(view.value, (before.x - now.x) * step(), (before.y - now.y) * step(), size);
      } else return;
      held.set(event.pointerId, now);
    },
    onPointerUp: release,
    onPointerCancel: release,
    onWheel: (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return; // The page scrolls.
      event.preventDefault();
      zoomAt(Math.exp(-event.deltaY / 100), event.clientX, event.clientY);
    },
    // Links and pictures can be dragged away, which is not what is meant here.
    onDragStart: (event: Event) => event.preventDefault(),
  };
}
