// The cohorts as a table: shares in shades of one hue, the count of each in its title.
import { bucketName, exact, percent, short } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { DAYS, together, type Cohort, type Return } from './cohorts.ts';

const SHADES = 5;

export function Table({ cohorts }: { cohorts: readonly Cohort[] }) {
  const all = new Map(DAYS.map((day) => [day, together(cohorts, day)]));
  const most = Math.max(1, ...cohorts.flatMap(({ days }) => [...days.values()].map(({ percentage }) => percentage)));
  const shade = (share: number) => `shade-${Math.ceil((share / most) * SHADES)}`;
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={t('page.retention')}>
      <table class="cohorts">
        <thead>
          <tr>
            <th scope="col">{t('unit.day')}</th>
            <th scope="col" class="number">{t('visitors')}</th>
            {DAYS.map((day) => <th key={day} scope="col">{t('retention.day', { day })}</th>)}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ date, visitors, days }) => (
            <tr key={date}>
              <th scope="row">{bucketName(date, 'day')}</th>
              <td class="number" data-v={visitors} title={exact(visitors)}>{short(visitors)}</td>
              {DAYS.map((day) => <Share key={day} of={visitors} back={days.get(day)} shade={shade} />)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('all')}</th>
            <td class="number" data-v={sum(cohorts)} title={exact(sum(cohorts))}>{short(sum(cohorts))}</td>
            {DAYS.map((day) => <Share key={day} of={all.get(day)?.visitors ?? 0} back={all.get(day)} shade={shade} />)}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const sum = (cohorts: readonly Cohort[]) => cohorts.reduce((total, { visitors }) => total + visitors, 0);

function Share({ of, back, shade }: { of: number; back: Return | undefined; shade: (share: number) => string }) {
  if (!back) return <td class="not-yet">–</td>;
  return (
    <td class={shade(back.percentage)} data-v={back.percentage} title={t('retention.of', { count: exact(back.returnVisitors), all: exact(of) })}>
      {percent(back.percentage / 100)}
    </td>
  );
}
