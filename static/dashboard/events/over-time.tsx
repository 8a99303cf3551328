// Events over time, a colour for each of the most frequent names.
import { now, useAnswer, withOther } from '../lib/answers.ts';
import { CHART_ROOM, Chart, type Series } from '../lib/chart.tsx';
import { Panel } from '../lib/panel.tsx';
import { Units, rangeTitle } from '../lib/picker.tsx';
import { ask, compare, comparedWith, ownDates, range, unit, zone } from '../lib/question.ts';
import { buckets, firstBuckets, type Period } from '../lib/ranges.ts';
import { useSubject } from '../lib/subject.ts';
import { t } from '../lib/words.ts';
import { label, startOf, wallOf } from '../lib/zones.ts';
import { partsOf, totalsOf, type EventPoint } from '../panels/parts.ts';

const NAMES = 500; // As many as lists have: who has more names makes them up, and each is a row a bucket.

export function EventsOverTime() {
  const id = useSubject();
  const before = compare.value && comparedWith.value && firstBuckets(comparedWith.value, shownBuckets().length, unit.value, zone.value);
  const answer = useAnswer<EventPoint[]>(ask('events/series', { limit: NAMES }, undefined, id));
  const earlier = useAnswer<EventPoint[]>(before && ask('events/series', { limit: NAMES }, before, id));
  return (
    <Panel title={t('event.over-time')} kind="over-time" answer={withOther(answer, earlier)} room={CHART_ROOM} tools={<Units />} isEmpty={(points) => !points.length}>
      {(points) => range.value && <Drawn points={points} earlier={before && earlier.isFresh ? earlier.data : undefined} before={before} />}
    </Panel>
  );
}

const shownBuckets = () => buckets(range.value!.start, range.value!.end, unit.value, zone.value);

interface Props {
  points: readonly EventPoint[];
  earlier: readonly EventPoint[] | undefined;
  before: Period | undefined;
}

function Drawn({ points, earlier, before }: Props) {
  const names = shownBuckets();
  const series: Series[] = partsOf(points, names).map(({ name, ...part }) => ({ ...part, name: name === undefined ? t('event.rest') : name || t('none') }));
  if (earlier && before) {
    const past = buckets(before.start, before.end, unit.value, zone.value).slice(0, names.length);
    const last = names.indexOf(label(startOf(wallOf(now.value, zone.value), unit.value)));
    // The line ends where today ends: what comes after was not asked for. Dates of one's own are shown whole.
    const values = totalsOf(earlier, past).slice(0, last < 0 || ownDates.value ? names.length : last + 1);
    series.push({ name: t('before', { name: t('page.events') }), kind: 'before', values });
  }
  return <Chart names={names} unit={unit.value} series={series} canZoom={unit.value !== 'minute'} title={`${t('event.over-time')}, ${rangeTitle()}`} whole={t('page.events')} />;
}
