// Bars that stand on each other: each begins where those before it end.

/** One of several colours, or the grey of all the rest; the whole is in the table only. */
export type Part = `part-${number}` | 'part-rest' | 'part-whole';

interface Values {
  kind: string;
  values: readonly (number | null)[];
}

export const isPart = (kind: string) => kind.startsWith('part-');

/** The parts of each bucket together. */
export function sums(series: readonly Values[], buckets: number): number[] {
  const parts = series.filter(({ kind }) => isPart(kind));
  return Array.from({ length: buckets }, (_, index) => parts.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
}

/** Where each part begins in each bucket, by its kind; what is no part stands on the ground and is not here. */
export function floors(series: readonly Values[], buckets: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  let floor = Array.from({ length: buckets }, () => 0);
  for (const { kind, values } of series) {
    if (!isPart(kind)) continue;
    found.set(kind, floor);
    floor = floor.map((height, index) => height + (values[index] ?? 0));
  }
  return found;
}
