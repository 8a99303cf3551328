// How good a value is: a sign, a word and a colour.
import { t } from '../lib/words.ts';
import { ratingOf, textOf, type Metric } from './metrics.ts';

const SIGNS = { good: '●', fair: '▲', poor: '■' } as const;

export function Rated({ metric, value, isShort = false }: { metric: Metric; value: number; isShort?: boolean }) {
  const rating = ratingOf(metric, value);
  const word = t(`performance.${rating}`);
  return (
    <span class={`rating ${rating}`} title={isShort ? word : undefined}>
      <span aria-hidden="true">{SIGNS[rating]}</span> {isShort ? <>{textOf(metric, value)}<span class="unseen"> {word}</span></> : word}
    </span>
  );
}
