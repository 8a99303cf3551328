// What the page asks: settings of the address, and the report.
import { parameter } from '../lib/address.ts';
import { useAnswer, type Answer } from '../lib/answers.ts';
import { askReport } from '../lib/question.ts';
import { METRICS, PERCENTILES, type Metric, type Percentile, type Performance } from './metrics.ts';

export const metric = (): Metric => METRICS.find((each) => each === parameter('metric')) ?? METRICS[0];
export const percentile = (): Percentile => PERCENTILES.find((each) => each === parameter('percentile')) ?? 'p75';

/** One question gives all of the page; a percentile is no question, since all three come. */
export const usePerformance = (): Answer<Performance> => useAnswer<Performance>(askReport('performance', { metric: metric() }));
