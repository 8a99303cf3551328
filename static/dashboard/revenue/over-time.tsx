// Revenue over time, a colour for the events of each name that brought it, with the period before as a line.
import { now, useAnswer, withOther, type Answer } from '../lib/answers.ts';
import { CHART_ROOM, Chart, type Series } from '../lib/chart.tsx';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { short } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { Units, rangeTitle } from '../lib/picker.tsx';
import { askReport, compare, comparedWith, date, ownDates, range, unit, zone } from '../lib/question.ts';
import { buckets, firstBuckets, type Period } from '../lib/ranges.ts';
import { t } from '../lib/words.ts';
import { label, startOf, wallOf } from '../lib/zones.ts';
import { partsOf, totalsOf } from '../panels/parts.ts';
import { eventPoints, type Revenue } from './answer.ts';
import { money } from './money.ts';

const shownBuckets = () => buckets(range.value!.start, range.value!.end, unit.value, zone.value);

export function RevenueOverTime({ answer, currency }: { answer: Answer<Revenue>; currency: string }) {
  const before = compare.value && comparedWith.value && firstBuckets(comparedWith.value, shownBuckets().length, unit.value, zone.value);
  const earlier = useAnswer<Revenue>(before && currency ? askReport('revenue', { currency }, before) : undefined);
  const download = () => save(`${t('page.revenue')} ${currency} ${date.value}`, [
    [t('time'), t('field.event'), currency, t('revenue.orders')],
    ...answer.data!.chart.map((point) => [point.t, point.x, Number(point.y), point.count]),
  ]);
  return (
    <Panel title={t('page.revenue')} kind="over-time" answer={withOther(answer, earlier)} room={CHART_ROOM} tools={
      <div class="tools">
        <Units />
        <FileButton isOff={!answer.isFresh} save={download} />
      </div>
    }>
      {(data) => range.value && <Drawn data={data} currency={currency} earlier={before && earlier.isFresh ? earlier.data : undefined} before={before} />}
    </Panel>
  );
}

interface Props {
  data: Revenue;
  currency: string;
  earlier: Revenue | undefined;
  before: Period | undefined;
}

function Drawn({ data, currency, earlier, before }: Props) {
  const names = shownBuckets();
  const series: Series[] = partsOf(eventPoints(data.chart), names)
    .map(({ name, ...part }) => ({ ...part, name: name === undefined ? t('event.rest') : name || t('none') }));
  if (earlier && before) {
    const past = buckets(before.start, before.end, unit.value, zone.value).slice(0, names.length);
    const last = names.indexOf(label(startOf(wallOf(now.value, zone.value), unit.value)));
    // The line ends where today ends: what comes after was not asked for. Dates of one's own are shown whole.
    const values = totalsOf(eventPoints(earlier.chart), past).slice(0, last < 0 || ownDates.value ? names.length : last + 1);
    series.push({ name: t('before', { name: t('page.revenue') }), kind: 'before', values });
  }
  return (
    <Chart names={names} unit={unit.value} series={series} canZoom={unit.value !== 'minute'} title={`${t('page.revenue')}, ${rangeTitle()}`}
      whole={t('page.revenue')} text={money(currency)} axis={short} least={0.01} />
  );
}
