// Ranges of dates, in Umami's words: `7day` is today and the seven days before it, `range:1:2` two instants.

import { DAY, HOUR, MINUTE, add, instantOf, label, next, startOf, wallOf, wallOfLabel, type Unit } from './zones.ts';

export const DEFAULT_RANGE = '24hour';

/** The ranges offered, in Umami's order, and three that it lacks, which its addresses can name all the same. */
export const PRESETS: readonly (readonly [name: string, date: string, offset: number])[] = [
  ['today', '0day', 0], ['yesterday', '0day', -1], ['last-24-hours', '24hour', 0],
  ['this-week', '0week', 0], ['last-week', '0week', -1], ['last-7-days', '7day', 0],
  ['this-month', '0month', 0], ['last-month', '0month', -1], ['last-30-days', '30day', 0], ['last-90-days', '90day', 0],
  ['this-year', '0year', 0], ['last-6-months', '6month', 0], ['last-12-months', '12month', 0], ['all-time', 'all', 0],
];

export interface Range {
  date: string;
  offset: number;
  /** Instants in milliseconds, both inclusive. */
  start: number;
  end: number;
  /** How finely the chart shows it unless told otherwise. */
  unit: Unit;
}

/** Two instants in milliseconds, both inclusive. */
export interface Period {
  start: number;
  end: number;
}

interface Surroundings {
  now: number;
  zone: string;
  weekStart: number;
  /** First and last event of the website, for `all`; undefined as long as nobody knows. */
  all?: Period | undefined;
}

/** The instants of `range:1:2`, which is how addresses write days of one's own; undefined for anything else. */
export function readInstants(text: string): Period | undefined {
  const [, start, end] = /^range:(\d{1,15}):(\d{1,15})$/.exec(text) ?? [];
  return start && Number(end) >= Number(start) ? { start: Number(start), end: Number(end) } : undefined;
}

/** The range that `date` and `offset` of an address mean; undefined for what is no range, and for `all` until known. */
export function readRange(date: string, offset: number, around: Surroundings): Range | undefined {
  const { now, zone, weekStart } = around;
  const own = readInstants(date);
  if (own) {
    const { start, end } = own;
    const change = (end - start + 1) * offset;
    return { date, offset, start: start + change, end: end + change, unit: unitFor(start, end) };
  }
  if (date === 'all') {
    return around.all && { date, offset: 0, ...around.all, unit: unitFor(around.all.start, around.all.end) };
  }
  const relative = /^(\d{1,4})(hour|day|week|month|year)$/.exec(date);
  if (!relative) return undefined;
  const [count, unit] = [Number(relative[1]), relative[2] as Unit];
  // The arrows go by the whole range: from `7day` to the seven days before, from `0day` to the day before.
  const wall = add(wallOf(now, zone), Math.max(count, 1) * offset, unit);
  const start = add(startOf(wall, unit, weekStart), -count, unit);
  return {
    date, offset, start: instantOf(start, zone), end: instantOf(next(wall, unit, weekStart), zone) - 1,
    unit: unitOfPreset(count, unit),
  };
}

function unitOfPreset(count: number, unit: Unit): Unit {
  if (unit === 'hour') return 'hour';
  if (unit === 'day') return count ? 'day' : 'hour';
  if (unit === 'month') return count > 1 ? 'month' : 'day';
  return unit === 'year' ? 'month' : 'day';
}

/** The unit for instants of the user's own: hours for two days, days for seven months, months for two years. */
function unitFor(start: number, end: number): Unit {
  if (end - start <= HOUR) return 'minute';
  if (end - start <= 2 * DAY) return 'hour';
  const months = monthsBetween(start, end);
  return months <= 7 ? 'day' : months <= 24 ? 'month' : 'year';
}

function monthsBetween(start: number, end: number): number {
  const [from, to] = [new Date(start), new Date(end)];
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

/** The units that the server draws for a range (spec 04, section 2.1); finer ones it would replace by its own. */
export function unitsFor({ start, end }: { start: number; end: number }): Unit[] {
  const months = monthsBetween(start, end);
  if (Math.trunc((end - start) / MINUTE) <= 60) return ['minute', 'hour'];
  if (end - start < 31 * DAY) return end - start <= DAY ? ['hour'] : ['hour', 'day'];
  return months <= 7 ? ['day', 'month'] : months <= 24 ? ['month', 'year'] : ['month', 'year'];
}

/** Whether the range is going on: it began, and its end is still to come. */
function isRunning(range: Range, now: number): boolean {
  return range.start <= now && now < range.end;
}

/** The last instant to ask for: a range that is going on ends now, in whole minutes, so that answers can be reused. */
export function endOf(range: Range, now: number): number {
  return isRunning(range, now) ? Math.min(range.end, startOf(now, 'minute') + MINUTE - 1) : range.end;
}

/**
 * What a running day, week, month or year is to be compared with: the same hours of the one before, or of a year ago.
 * Undefined where the server's own choice is right: the period of the same length just before.
 */
export function sameHoursBefore(
  range: Range, compare: 'prev' | 'yoy', { now, zone }: Surroundings,
): Period | undefined {
  const unit = /^0(day|week|month|year)$/.exec(range.date)?.[1] as Unit | undefined;
  if (!unit || compare === 'yoy' || !isRunning(range, now)) return undefined;
  const [start, end] = [wallOf(range.start, zone), wallOf(endOf(range, now), zone)];
  const before = add(start, -1, unit);
  return { start: instantOf(before, zone), end: Math.min(instantOf(add(end, -1, unit), zone), range.start - 1) };
}

/** The period that the server compares with (spec 04, section 3): as many whole minutes earlier, or a year. */
export function periodOfServer({ start, end }: Period, compare: 'prev' | 'yoy'): Period {
  if (compare === 'yoy') {
    const yearBefore = (instant: number) => {
      const then = new Date(instant);
      const month = then.getUTCMonth();
      then.setUTCFullYear(then.getUTCFullYear() - 1);
      return then.getUTCMonth() === month ? then.getTime() : then.setUTCDate(0); // 29 February is the 28th
    };
    return { start: yearBefore(start), end: yearBefore(end) };
  }
  const whole = Math.trunc((end - start) / MINUTE) * MINUTE;
  return { start: start - whole, end: end - whole };
}

/** As many whole days as a period has, just before it: where one's own dates to compare with begin. */
export function daysBefore({ start, end }: Period, zone: string): Period {
  const first = startOf(wallOf(start, zone), 'day');
  const days = next(wallOf(end, zone), 'day') - first;
  return { start: instantOf(first - days, zone), end: instantOf(first, zone) - 1 };
}

/**
 * The beginning of a period, at most `count` buckets: what a chart of so many can set beside them. Shorter still where
 * the server would count by a coarser unit (spec 04, section 2.1).
 */
export function firstBuckets({ start, end }: Period, count: number, unit: Unit, zone: string): Period {
  const after = buckets(start, end, unit, zone)[count];
  let last = after === undefined ? end : instantOf(wallOfLabel(after), zone) - 1;
  while ((unit === 'hour' && last - start >= 31 * DAY) || (unit === 'day' && monthsBetween(start, last) > 7)) last -= DAY;
  return { start, end: last };
}

/** The names of all buckets of a period as the API gives them, empty ones included; hours that a zone skips left out. */
export function buckets(start: number, end: number, unit: Unit, zone: string): string[] {
  const names: string[] = [];
  const last = wallOf(end, zone);
  // A year by the minute would be half a million: nobody asks, and nothing could be seen.
  for (let wall = startOf(wallOf(start, zone), unit); wall <= last && names.length < 5000; wall = add(wall, 1, unit)) {
    if (unit !== 'hour' || wallOf(instantOf(wall, zone), zone) === wall) names.push(label(wall));
  }
  return names;
}
