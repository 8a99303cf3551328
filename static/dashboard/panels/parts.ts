// Which names of events a chart tells apart, and what becomes of the others.
import { type Part } from '../lib/stack.ts';

/** A number of one event in one bucket (spec 04, section 10.2); buckets without are left out. */
export interface EventPoint {
  x: string | null;
  t: string;
  y: number;
}

export interface EventPart {
  kind: Part;
  /** The event's name; undefined for all the rest. */
  name: string | undefined;
  values: number[];
}

/** More colours than these nobody tells apart. */
export const TOLD_APART = 6;

/** The most frequent names each, the most frequent first, and one part for all others. */
export function partsOf(points: readonly EventPoint[], buckets: readonly string[], most = TOLD_APART): EventPart[] {
  const places = new Map(buckets.map((name, index) => [name, index]));
  const totals = new Map<string, number>();
  for (const { x, y } of points) totals.set(x ?? '', (totals.get(x ?? '') ?? 0) + y);
  const names = [...totals].sort(([one, count], [other, otherCount]) => otherCount - count || one.localeCompare(other)).map(([name]) => name);
  // One name more fits where it would be the only rest.
  const told = names.slice(0, names.length <= most + 1 ? most + 1 : most);
  const parts: EventPart[] = told.map((name, index) => ({ kind: `part-${index + 1}`, name, values: buckets.map(() => 0) }));
  if (names.length > told.length) parts.push({ kind: 'part-rest', name: undefined, values: buckets.map(() => 0) });
  for (const { x, t, y } of points) {
    const part = parts[told.indexOf(x ?? '')] ?? parts.at(-1)!;
    const index = places.get(t);
    if (index !== undefined) part.values[index]! += y;
  }
  return parts;
}

/** All events of each bucket. */
export function totalsOf(points: readonly EventPoint[], buckets: readonly string[]): number[] {
  const found = new Map<string, number>();
  for (const { t, y } of points) found.set(t, (found.get(t) ?? 0) + y);
  return buckets.map((name) => found.get(name) ?? 0);
}
