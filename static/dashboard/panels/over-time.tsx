// Views and visitors over time, with the period before as a line if asked for.
import { parameter } from '../lib/address.ts';
import { now, useAnswer, withOther } from '../lib/answers.ts';
import { CHART_ROOM, Chart, type Series } from '../lib/chart.tsx';
import { rangeName } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { Units, rangeTitle } from '../lib/picker.tsx';
import { ask, compare, ownDates, periodBefore, range, serverCompare, unit, zone } from '../lib/question.ts';
import { buckets, firstBuckets, type Period } from '../lib/ranges.ts';
import { fill, type PageviewSeries } from '../lib/stats.ts';
import { useSubject } from '../lib/subject.ts';
import { t } from '../lib/words.ts';
import { label, startOf, wallOf } from '../lib/zones.ts';

export function OverTime() {
  const id = useSubject();
  const own = compare.value && earlierBuckets();
  const answer = useAnswer<PageviewSeries>(ask('pageviews', { compare: serverCompare.value }, undefined, id));
  const earlier = useAnswer<PageviewSeries>(own && ask('pageviews', {}, own, id));
  return (
    <Panel title={t('over-time')} kind="over-time" answer={withOther(answer, earlier)} room={CHART_ROOM} tools={<Units />}
      isEmpty={({ pageviews }) => !pageviews.length}>
      {(data) => range.value && <Drawn data={data} own={own} earlier={earlier.isFresh ? earlier.data : undefined} />}
    </Panel>
  );
}

const shownBuckets = () => buckets(range.value!.start, range.value!.end, unit.value, zone.value);

/** Of a period that the server does not compare with by itself, as many buckets as the chart has. */
const earlierBuckets = () => range.value && periodBefore.value
  && firstBuckets(periodBefore.value, shownBuckets().length, unit.value, zone.value);

function Drawn({ data, own, earlier }: { data: PageviewSeries; own: Period | undefined; earlier: PageviewSeries | undefined }) {
  const names = shownBuckets();
  const only = parameter('chart');
  const series: Series[] = [];
  if (only !== 'visitors') series.push({ name: t('views'), kind: 'views', values: fill(data.pageviews, names) });
  if (only !== 'views') series.push({ name: t('visitors'), kind: 'visitors', values: fill(data.sessions, names) });

  const before = compare.value && (own ? earlier : data.compare);
  if (before) {
    // The first bucket before is compared with the first one now, and so on.
    const [from, to] = own ? [own.start, own.end] : [Date.parse(data.compare!.startDate), Date.parse(data.compare!.endDate)];
    const past = buckets(from, to, unit.value, zone.value).slice(0, names.length);
    const last = label(startOf(wallOf(now.value, zone.value), unit.value));
    const values = fill(only === 'visitors' ? before.sessions : before.pageviews, past);
    // The line ends where today ends: what comes after was not asked for. Dates of one's own are shown whole.
    const shown = compare.value !== 'own' && names.includes(last) ? names.indexOf(last) + 1 : names.length;
    const name = t(only === 'visitors' ? 'visitors' : 'views');
    const told = ownDates.value ? `${name}, ${rangeName(from, to, zone.value)}` : t('before', { name });
    series.push({ name: told, kind: 'before', values: values.slice(0, shown) });
  }
  return <Chart names={names} unit={unit.value} series={series} canZoom={unit.value !== 'minute'} title={`${t('over-time')}, ${rangeTitle()}`} />;
}
