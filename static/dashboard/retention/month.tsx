// Which month. Umami's pages write it as the range of the address; where that is another range, its first day counts.
import { base, go, withChanges } from '../lib/address.ts';
import { now, useAnswer } from '../lib/answers.ts';
import { bucketName } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { date, range, websiteId, zone } from '../lib/question.ts';
import { type Period } from '../lib/ranges.ts';
import { t } from '../lib/words.ts';
import { MINUTE, add, instantOf, label, startOf, wallOf } from '../lib/zones.ts';

const thisMonth = () => startOf(wallOf(now.value, zone.value), 'month');

/** The first of the month that is shown, on the clock of the zone. All time has none of its own. */
export const chosenMonth = () =>
  range.value && date.value !== 'all' ? startOf(wallOf(range.value.start, zone.value), 'month') : thisMonth();
export const monthName = (month: number) => bucketName(label(month), 'month');

/** The last day of a month, or today, if that is still to come. */
export const lastDay = (month: number) =>
  Math.min(startOf(add(month, 1, 'month') - 1, 'day'), startOf(wallOf(now.value, zone.value), 'day'));

/** A month as instants, up to this minute. */
export function periodOf(month: number): Period {
  const end = instantOf(add(month, 1, 'month'), zone.value) - 1;
  return { start: instantOf(month, zone.value), end: Math.min(end, startOf(now.value, 'minute') + MINUTE - 1) };
}

/** The address of another month. The present one is what `0month` means, so that its link stays right next month. */
function withMonth(month: number): string {
  const { start } = periodOf(month);
  const end = instantOf(add(month, 1, 'month'), zone.value) - 1;
  return withChanges({ date: month === thisMonth() ? '0month' : `range:${start}:${end}`, offset: null, unit: null });
}

const MOST_MONTHS = 60;

export function Months({ chosen }: { chosen: number }) {
  const whole = useAnswer<{ startDate: string | null }>(`/websites/${websiteId.value}/daterange`);
  const first = whole.data?.startDate ? startOf(wallOf(Date.parse(whole.data.startDate), zone.value), 'month') : chosen;
  const months = [chosen];
  for (let month = thisMonth(); month >= first && months.length < MOST_MONTHS; month = add(month, -1, 'month')) {
    if (month !== chosen) months.push(month);
  }
  const [earlier, later] = [add(chosen, -1, 'month'), add(chosen, 1, 'month')];
  return (
    <div class="joined">
      <a class="button" href={base + withMonth(earlier)} aria-label={t('earlier')} title={t('earlier')}><Icon name="left" /></a>
      <label><span class="unseen">{t('unit.month')}</span>
        <select value={chosen} onChange={(event) => go(withMonth(Number(event.currentTarget.value)))}>
          {months.sort((one, other) => other - one).map((month) => <option key={month} value={month}>{monthName(month)}</option>)}
        </select>
      </label>
      {later <= thisMonth() ? <a class="button" href={base + withMonth(later)} aria-label={t('later')} title={t('later')}><Icon name="right" /></a>
        : <span class="button is-off" aria-hidden="true"><Icon name="right" /></span>}
    </div>
  );
}
