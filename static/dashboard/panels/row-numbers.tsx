// The numbers of one website, link or pixel in a row of a list, and the choice of their range.
import { go } from '../lib/address.ts';
import { now, useAnswer, type Answer } from '../lib/answers.ts';
import { Again } from '../lib/again.tsx';
import { withParameters } from '../lib/api.ts';
import { Change } from '../lib/change.tsx';
import { exact, short } from '../lib/format.ts';
import { rangeTitle, withRange } from '../lib/picker.tsx';
import { carried, date, offset, range, unit, zone } from '../lib/question.ts';
import { PRESETS, buckets, endOf } from '../lib/ranges.ts';
import { fill, type PageviewSeries, type Stats } from '../lib/stats.ts';
import { t, type Word } from '../lib/words.ts';

const OFFERED = ['today', 'yesterday', 'last-24-hours', 'last-7-days', 'last-30-days'];

export function RangeSelect() {
  const isIt = (preset: string, steps: number) => preset === date.value && steps === offset.value;
  const presets = PRESETS.filter(([name, preset, steps]) => OFFERED.includes(name) || isIt(preset, steps));
  return (
    <label class="select"><span class="unseen">{t('range')}</span>
      <select value={`${date.value} ${offset.value}`} onChange={(event) => {
        const [name, steps] = event.currentTarget.value.split(' ') as [string, string];
        go(withRange(name, Number(steps)));
      }}>
        {presets.map(([name, preset, steps]) => <option key={name} value={`${preset} ${steps}`}>{t(`range.${name}` as Word)}</option>)}
        {!presets.some(([, preset, steps]) => isIt(preset, steps)) && <option value={`${date.value} ${offset.value}`}>{rangeTitle()}</option>}
      </select>
    </label>
  );
}

/** What the page of a row takes along from the list: the range, not the search. */
export const keptRange = () =>
  new URLSearchParams([...carried.value].filter(([name]) => ['date', 'offset', 'timezone'].includes(name)));

interface Numbers {
  stats: Answer<Stats>;
  series: Answer<PageviewSeries>;
}

export function useNumbers(id: string): Numbers {
  const period = range.value && { startAt: range.value.start, endAt: endOf(range.value, now.value), unit: unit.value, timezone: zone.value };
  const about = (what: string) => (period ? withParameters(`/websites/${id}/${what}`, period) : undefined);
  return { stats: useAnswer<Stats>(about('stats')), series: useAnswer<PageviewSeries>(about('pageviews')) };
}

export function NumberHeads() {
  return (
    <>
      <th scope="col" class="number">{t('visitors')}</th>
      <th scope="col" class="number">{t('change')}</th>
      <th scope="col" class="number only-wide">{t('views')}</th>
      <th scope="col" class="only-wide">{rangeTitle()}</th>
    </>
  );
}

export function NumberCells({ stats, series }: Numbers) {
  // What has failed shows no numbers of another range.
  const data = stats.error ? undefined : stats.data;
  const number = (value: number | undefined) => stats.error ? '–' : value === undefined ? '…' : short(value);
  return (
    <>
      <td class="number" data-v={data?.visitors} title={data && exact(data.visitors)}>
        {stats.error ? <Again error={stats.error} retry={stats.retry} /> : number(data?.visitors)}
      </td>
      <td class="number">{data && <Change now={data.visitors} before={data.comparison.visitors} />}</td>
      <td class="number only-wide" data-v={data?.pageviews}>{number(data?.pageviews)}</td>
      <td class="only-wide">{series.error ? <Again error={series.error} retry={series.retry} /> : series.data && range.value && <Spark values={fill(series.data.pageviews, buckets(range.value.start, endOf(range.value, now.value), unit.value, zone.value))} />}</td>
    </>
  );
}

/** The course of the views, small. Its numbers are one click away, so it says nothing of its own to those who listen. */
function Spark({ values }: { values: readonly number[] }) {
  const top = Math.max(1, ...values);
  const width = 120 / Math.max(1, values.length);
  return (
    <svg class="spark" viewBox="0 0 120 28" preserveAspectRatio="none" aria-hidden="true">
      {values.map((value, index) => value > 0 && (
        <rect key={index} x={index * width} width={Math.max(0.5, width * 0.8)} y={28 - (value / top) * 27} height={(value / top) * 27} />
      ))}
    </svg>
  );
}
