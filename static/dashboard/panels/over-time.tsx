// Views and visitors over time, with the period before as a line if asked for.
import { parameter } from '../lib/address.ts';
import { now, useAnswer } from '../lib/answers.ts';
import { Chart, type Series } from '../lib/chart.tsx';
import { Panel } from '../lib/panel.tsx';
import { Units, rangeTitle } from '../lib/picker.tsx';
import { ask, compare, periodBefore, range, unit, zone } from '../lib/question.ts';
import { useSubject } from '../lib/subject.ts';
import { buckets } from '../lib/ranges.ts';
import { fill, type PageviewSeries } from '../lib/stats.ts';
import { t } from '../lib/words.ts';
import { label, startOf, wallOf } from '../lib/zones.ts';

export function OverTime() {
  const id = useSubject();
  const own = periodBefore.value; // A running day: the server's choice would be other hours.
  const answer = useAnswer<PageviewSeries>(ask('pageviews', { compare: own ? undefined : compare.value }, undefined, id));
  const earlier = useAnswer<PageviewSeries>(compare.value && own && ask('pageviews', {}, own, id));
  return (
    <Panel title={t('over-time')} kind="over-time" answer={answer} room={18} tools={<Units />}
      isEmpty={({ pageviews }) => !pageviews.length}>
      {(data) => range.value && <Drawn data={data} earlier={own ? earlier.data : undefined} />}
    </Panel>
  );
}

function Drawn({ data, earlier }: { data: PageviewSeries; earlier: PageviewSeries | undefined }) {
  const { start, end } = range.value!;
  const names = buckets(start, end, unit.value, zone.value);
  const only = parameter('chart');
  const series: Series[] = [];
  if (only !== 'visitors') series.push({ name: t('views'), kind: 'views', values: fill(data.pageviews, names) });
  if (only !== 'views') series.push({ name: t('visitors'), kind: 'visitors', values: fill(data.sessions, names) });

  const before = compare.value && (earlier ?? data.compare);
  if (before) {
    // The first bucket before is compared with the first one now, and so on.
    const [from, to] = data.compare && !earlier
      ? [Date.parse(data.compare.startDate), Date.parse(data.compare.endDate)]
      : [periodBefore.value!.start, periodBefore.value!.end];
    const past = buckets(from, to, unit.value, zone.value).slice(0, names.length);
    const last = label(startOf(wallOf(now.value, zone.value), unit.value));
    const values = fill(only === 'visitors' ? before.sessions : before.pageviews, past);
    // The line ends where today ends: what comes after was not asked for.
    const shown = names.includes(last) ? names.indexOf(last) + 1 : names.length;
    series.push({ name: t('before', { name: t(only === 'visitors' ? 'visitors' : 'views') }), kind: 'before', values: values.slice(0, shown) });
  }
  return <Chart names={names} unit={unit.value} series={series} canZoom={unit.value !== 'minute'} title={`${t('over-time')}, ${rangeTitle()}`} />;
}
