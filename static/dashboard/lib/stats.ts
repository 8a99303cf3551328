// The shapes of the API's answers, and the arithmetic that the pages do on them.

/** Five numbers of a period (spec 04, section 7.3); times in whole seconds. */
export interface Totals {
  pageviews: number;
  visitors: number;
  visits: number;
  bounces: number;
  totaltime: number;
}

export interface Stats extends Totals {
  comparison: Totals;
}

/** A number a bucket; empty buckets are left out. */
export type Points = readonly { x: string; y: number }[];

export interface PageviewSeries {
  pageviews: Points;
  sessions: Points;
  compare?: { pageviews: Points; sessions: Points; startDate: string; endDate: string };
}

/** One value of a list and its visitors; of events its number. */
export interface MetricRow {
  x: string | null;
  y: number;
  country?: string | null;
}

/** One value of the long list (spec 04, section 8.3): two of its numbers come as texts. */
export interface ExpandedRow {
  name: string;
  country?: string | null;
  pageviews: string | number;
  visitors: number;
  visits: number;
  bounces: number;
  totaltime: string | number;
}

/** The share of visits with one view only; undefined without visits, since a share of nothing is nothing. */
export const bounceRate = ({ bounces, visits }: Pick<Totals, 'bounces' | 'visits'>): number | undefined =>
  visits ? Math.min(bounces, visits) / visits : undefined;

/** Seconds a visit lasts on average. */
export const visitTime = ({ totaltime, visits }: Pick<Totals, 'totaltime' | 'visits'>): number | undefined =>
  visits ? totaltime / visits : undefined;

/** A number for each bucket, 0 for those that the API leaves out. */
export function fill(points: Points, names: readonly string[]): number[] {
  const known = new Map(points.map(({ x, y }) => [x, y]));
  return names.map((name) => known.get(name) ?? 0);
}
