// What of a picture is seen, by its own measure: from which corner, and how many times enlarged.

export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export const WHOLE: View = { x: 0, y: 0, scale: 1 };
const MOST = 16;

/** The view moved back to where there is picture on all sides. */
function within({ x, y, scale }: View, { width, height }: Size): View {
  const between = (value: number, most: number) => Math.min(Math.max(0, value), most);
  return { x: between(x, width - width / scale), y: between(y, height - height / scale), scale };
}

/** Enlarged by `factor`, while the point at `x`, `y` stays where it is. */
export function zoomed(view: View, factor: number, x: number, y: number, size: Size): View {
  const scale = Math.min(MOST, Math.max(1, view.scale * factor));
  const part = view.scale / scale;
  return within({ x: x - (x - view.x) * part, y: y - (y - view.y) * part, scale }, size);
}

export const moved = (view: View, x: number, y: number, size: Size): View =>
  within({ ...view, x: view.x + x, y: view.y + y }, size);

/** The view moved as little as brings a point into its inner half; as it was if the point is there. */
export function showing(view: View, x: number, y: number, size: Size): View {
  const nearest = (corner: number, length: number, point: number) =>
    Math.min(Math.max(corner, point - 0.75 * length), point - 0.25 * length);
  const [width, height] = [size.width / view.scale, size.height / view.scale];
  return within({ ...view, x: nearest(view.x, width, x), y: nearest(view.y, height, y) }, size);
}
