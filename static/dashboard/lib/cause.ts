// Whether one row of a list explains why a number has changed.

interface Row {
  value: string;
  now: number;
}

export interface Cause {
  /** The change of the whole, as a share of what it was. */
  change: number;
  value: string;
}

const LARGE = 0.1;
const FEW = 20;
const MOST = 0.5;

/**
 * The row behind a large change: it has moved by at least half of what the whole has moved, in the same direction.
 * Undefined where the change is small, where few are counted, and where no row is it. `isCut`: the list has more rows
 * than these, so one that is not among them may have as many as the last.
 */
export function causeOf(
  total: { now: number; before: number }, rows: readonly Row[], before: ReadonlyMap<string, number>, isCut: boolean,
): Cause | undefined {
  const moved = total.now - total.before;
  if (total.before < FEW || Math.abs(moved) < FEW || Math.abs(moved) / total.before < LARGE) return undefined;
  const known = new Map(rows.map(({ value, now }) => [value, now]));
  const atMost = isCut ? (rows.at(-1)?.now ?? 0) : 0;
  let best: { value: string; moved: number } | undefined;
  for (const value of new Set([...known.keys(), ...before.keys()])) {
    const change = (known.get(value) ?? atMost) - (before.get(value) ?? 0);
    if (change * moved > 0 && Math.abs(change) > Math.abs(best?.moved ?? 0)) best = { value, moved: change };
  }
  return best && Math.abs(best.moved) >= MOST * Math.abs(moved) ? { change: moved / total.before, value: best.value } : undefined;
}
