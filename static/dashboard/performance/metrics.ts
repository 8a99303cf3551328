// Web vitals: which there are, and what Google calls good and poor (spec 05, section 12).
import { exact, milliseconds } from '../lib/format.ts';

export const METRICS = ['lcp', 'inp', 'cls', 'fcp', 'ttfb'] as const;
export type Metric = (typeof METRICS)[number];

export const PERCENTILES = ['p50', 'p75', 'p95'] as const;
export type Percentile = (typeof PERCENTILES)[number];

export type Percentiles = Record<Percentile, number | null>;

/** A value of a list: its percentiles, null without any measurement, and how many messages came. */
export interface Group extends Percentiles {
  name: string | null;
  count: number;
}

export interface Performance {
  chart: (Percentiles & { t: string })[];
  summary: Record<Metric, Record<Percentile, number>> & { count: number };
  pages: Group[];
  pageTitles: Group[];
  devices: Group[];
  browsers: Group[];
}

export type Rating = 'good' | 'fair' | 'poor';

/** The highest value that is good, and the highest that is not poor: milliseconds, but for cls, which has no unit. */
export const LIMITS: Readonly<Record<Metric, readonly [good: number, fair: number]>> = {
  lcp: [2500, 4000], inp: [200, 500], cls: [0.1, 0.25], fcp: [1800, 3000], ttfb: [800, 1800],
};

export function ratingOf(metric: Metric, value: number): Rating {
  const [good, fair] = LIMITS[metric];
  return value <= good ? 'good' : value <= fair ? 'fair' : 'poor';
}

/** A value as people write it. */
export const textOf = (metric: Metric, value: number) => (metric === 'cls' ? exact(value) : milliseconds(value));

/** A value of the summary. The API says 0 where nothing was measured; no page is painted after no time at all. */
export const measured = (metric: Metric, value: number): number | undefined => (value || metric === 'cls' ? value : undefined);
