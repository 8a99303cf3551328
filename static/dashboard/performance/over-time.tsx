// One vital over time, and the limits of good and poor as lines.
import { Chart } from '../lib/chart.tsx';
import { rangeTitle } from '../lib/picker.tsx';
import { range, unit, zone } from '../lib/question.ts';
import { buckets } from '../lib/ranges.ts';
import { t } from '../lib/words.ts';
import { LIMITS, textOf, type Metric, type Percentile, type Performance } from './metrics.ts';

interface Props {
  data: Performance;
  metric: Metric;
  percentile: Percentile;
}

export function Drawn({ data, metric, percentile }: Props) {
  if (!range.value) return null;
  const names = buckets(range.value.start, range.value.end, unit.value, zone.value);
  const known = new Map(data.chart.map((each) => [each.t, each[percentile]]));
  const values = names.map((name) => known.get(name) ?? null);
  const numbers = values.filter((value) => value !== null);
  const text = (value: number) => textOf(metric, value);
  const [good, fair] = LIMITS[metric];
  const name = `${metric.toUpperCase()} ${percentile}`;
  return (
    <Chart names={names} unit={unit.value} canZoom={unit.value !== 'minute'} title={`${name}, ${rangeTitle()}`} text={text} least={metric === 'cls' ? 0.01 : 1}
      inWords={`${name}: ${numbers.length ? `${text(Math.min(...numbers))} – ${text(Math.max(...numbers))}` : '–'}`}
      series={[{ name, kind: 'views', values }]}
      limits={[
        { kind: 'good', name: `${t('performance.good')} ≤ ${text(good)}`, value: good },
        { kind: 'poor', name: `${t('performance.poor')} > ${text(fair)}`, value: fair },
      ]} />
  );
}
