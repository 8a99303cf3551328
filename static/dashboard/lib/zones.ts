// Clock times in time zones. A "wall" is what a clock there shows, kept as if it were UTC, in milliseconds: with walls
// one can count days and months without thinking of summer time.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of the zone show at an instant. */
export function wallOf(instant: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric',
      minute: 'numeric', second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  const parts: Record<string, string> = {};
  for (const part of clock.formatToParts(instant)) parts[part.type] = part.value;
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
  const [month, day, hour, minute, second] = ['month', 'day', 'hour', 'minute', 'second'].map((name) =>
    Number(parts[name]),
  ) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** When the clocks of the zone show that: the first time of two, and for a time that is skipped the end of the gap. */
export function instantOf(wall: number, zone: string): number {
  const before = wall - (wallOf(wall - DAY, zone) - (wall - DAY));
  const after = wall - (wallOf(wall + DAY, zone) - (wall + DAY));
  const found = [before, after].filter((instant) => wallOf(instant, zone) === wall);
  if (found.length) return Math.min(...found);
  // In the gap: the last instant that is not later, a minute at most before the clocks jump, and the one after it.
  let [low, high] = [Math.min(before, after) - HOUR, Math.max(before, after) + HOUR];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallOf(middle, zone) < wall) low = middle;
    else high = middle;
  }
  return high;
}

export type Unit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';

/** The beginning of the hour, day, week or so in which a wall lies. Weeks begin on `weekStart` (0 = Sunday). */
export function startOf(wall: number, unit: Unit, weekStart = 0): number {
  const date = new Date(wall);
  switch (unit) {
    case 'minute':
      return wall - (((wall % MINUTE) + MINUTE) % MINUTE);
    case 'hour':
      return wall - (((wall % HOUR) + HOUR) % HOUR);
    case 'day':
      return wall - (((wall % DAY) + DAY) % DAY);
    case 'week':
      return startOf(wall, 'day') - ((date.getUTCDay() - weekStart + 7) % 7) * DAY;
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    case 'year':
      return Date.UTC(date.getUTCFullYear(), 0, 1);
  }
}

/** A wall some units later. A day that a month lacks becomes its last: 31 January and a month is 28 February. */
export function add(wall: number, count: number, unit: Unit): number {
  const date = new Date(wall);
  switch (unit) {
    case 'minute':
      return wall + count * MINUTE;
    case 'hour':
      return wall + count * HOUR;
    case 'day':
      return wall + count * DAY;
    case 'week':
      return wall + count * 7 * DAY;
    case 'month': {
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + count];
      const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
      return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) + (wall - startOf(wall, 'day'));
    }
    case 'year':
      return add(wall, count * 12, 'month');
  }
}

/** The beginning of the next hour, day or so. */
export function next(wall: number, unit: Unit, weekStart = 0): number {
  return add(startOf(wall, unit, weekStart), 1, unit);
}

/** A wall as the API's buckets name it: `2026-03-01 00:00:00`. */
export function label(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
}

/** The wall that a bucket's name stands for. */
export function wallOfLabel(text: string): number {
  return Date.parse(text.replace(' ', 'T').replace(/Z?$/, 'Z'));
}
