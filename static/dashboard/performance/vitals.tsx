// The five vitals, each with what it is called and how good it is; a click shows it in the chart and the lists.
import { base, withChanges } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { exact } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { METRICS, measured, textOf, type Metric, type Percentile, type Performance } from './metrics.ts';
import { Rated } from './rating.tsx';

interface Props {
  answer: Answer<Performance>;
  chosen: Metric;
  percentile: Percentile;
}

export function Vitals({ answer, chosen, percentile }: Props) {
  return (
    <ul class={`cards ${answer.since && answer.data ? 'is-old' : ''}`} aria-label={t('numbers')}>
      {METRICS.map((metric) => {
        const value = answer.data && measured(metric, answer.data.summary[metric][percentile]);
        return (
          <li key={metric}>
            <a class="card" href={base + withChanges({ metric: metric === METRICS[0] ? null : metric })} aria-current={metric === chosen ? 'true' : undefined}>
              <span class="card-name"><strong>{metric.toUpperCase()}</strong> {t(`performance.${metric}`)}</span>
              <span class="card-value" data-v={value} data-card={metric} title={value === undefined ? undefined : exact(value)}>{!answer.data ? '\u00a0' : value === undefined ? '–' : textOf(metric, value)}</span>
              <span class="card-change">{value === undefined ? '\u00a0' : <Rated metric={metric} value={value} />}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
