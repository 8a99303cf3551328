// The answer of the live question (spec 04, section 7.8), and the reading of it.
import { MINUTE } from '../lib/zones.ts';
import { type Points } from '../lib/stats.ts';

/** A view or an event, or the session that began with the one before it in the list. */
export interface Entry {
  __type: 'pageview' | 'event' | 'session';
  sessionId: string;
  eventName: string | null;
  createdAt: string;
  browser: string | null;
  os: string | null;
  device: string | null;
  country: string | null;
  urlPath: string;
  referrerDomain: string | null;
}

export type Counts = Readonly<Record<string, number>>;

export interface Live {
  countries: Counts;
  urls: Counts;
  referrers: Counts;
  /** Newest first. */
  events: readonly Entry[];
  series: { views: Points; visitors: Points };
  totals: { views: number; visitors: number; events: number; countries: number };
  timestamp: number;
}

/** What the log can be cut down to, in the order of its tabs. */
export const KINDS = { all: undefined, views: 'pageview', visitors: 'session', events: 'event' } as const;
export type Kind = keyof typeof KINDS;

/** Entries with names that they keep from answer to answer, though more come before and some go behind them. */
export function named(newestFirst: readonly Entry[]): (readonly [key: string, entry: Entry])[] {
  const times = new Map<string, number>();
  return newestFirst.toReversed().map((entry) => {
    const text = [entry.createdAt, entry.sessionId, entry.__type, entry.urlPath, entry.eventName].join(' ');
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    return [`${text} ${before}`, entry] as const;
  }).reverse();
}

/** The half hour that ends now, a moment a minute: thirty whole minutes and the one that runs. */
export function minutes(now: number): number[] {
  const last = now - (now % MINUTE);
  return Array.from({ length: 31 }, (_, index) => last - (30 - index) * MINUTE);
}

/** A number for each minute. The API names them in UTC here, so that no clock is put back among them. */
export function byMinute(points: Points, instants: readonly number[]): number[] {
  const known = new Map(points.map(({ x, y }) => [Date.parse(x), y]));
  return instants.map((instant) => known.get(instant) ?? 0);
}

/** The most frequent values, the first of equals first. */
export const ranked = (counts: Counts) => Object.entries(counts).sort((one, other) => other[1] - one[1]);
