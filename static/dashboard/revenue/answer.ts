// The report of revenue as the API gives it (spec 05, section 11): sums come as texts, of up to four decimals.
import { type Amount } from '../panels/amounts.tsx';
import { type EventPoint } from '../panels/parts.ts';

/** The revenue of the events of a name in a bucket of time, and how many there were. */
export interface RevenuePoint {
  x: string;
  t: string;
  y: string;
  count: number;
}

export interface RevenueTotals {
  sum: string | null;
  /** Events that brought revenue, and the visitors who had them. */
  count: number;
  unique_count: number;
  /** All visitors of the range, whatever the filters are. */
  total_sessions: number;
  average: number;
  arpu: number;
}

interface Named {
  name: string | null;
  country?: string | null;
  value: string;
}

export interface Revenue {
  chart: RevenuePoint[];
  total: RevenueTotals & { comparison: RevenueTotals };
  country: Named[];
  region: Named[];
  referrer: Named[];
  channel: Named[];
}

export const eventPoints = (points: readonly RevenuePoint[]): EventPoint[] => points.map(({ y, ...point }) => ({ ...point, y: Number(y) }));

/** The rows of a list. No name and an empty one, which the API tells apart, are one to people. */
export function amounts(rows: readonly Named[]): Amount[] {
  const found = new Map<string, Amount>();
  for (const { name, country, value } of rows) {
    const key = `${name ?? ''} ${country ?? ''}`;
    const known = found.get(key);
    if (known) known.value += Number(value);
    else found.set(key, { name: name ?? '', value: Number(value), ...(country === undefined ? {} : { country }) });
  }
  return [...found.values()].sort((one, other) => other.value - one.value);
}
