// The dates of a cohort: a range that goes with the time, or two days. The server counts them by its own clock.
import { now } from '../lib/answers.ts';
import { Select } from '../lib/filter-row.tsx';
import { zone } from '../lib/question.ts';
import { PRESETS } from '../lib/ranges.ts';
import { t, type Word } from '../lib/words.ts';
import { DAY, instantOf, label, startOf, wallOf } from '../lib/zones.ts';

/** The API knows no "all time", and nothing that is shifted. */
const OFFERED = PRESETS.filter(([, date, steps]) => !steps && date !== 'all');

const dayOf = (instant: number) => label(wallOf(instant, zone.value)).slice(0, 10);
const between = (first: string, last: string) =>
  `range:${instantOf(Date.parse(first), zone.value)}:${instantOf(Date.parse(last) + DAY, zone.value) - 1}`;

export function DatesInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [, start, end] = /^range:(\d+):(\d+)$/.exec(value) ?? [];
  const [first, last] = start ? [dayOf(Number(start)), dayOf(Number(end))] : ['', ''];
  const isKnown = start !== undefined || OFFERED.some(([, date]) => date === value);
  const today = dayOf(startOf(now.value, 'minute'));
  return (
    <fieldset class="dates">
      <legend>{t('range')}</legend>
      <Select label={t('range')} value={start ? 'own' : value} onChange={(chosen) => onChange(chosen === 'own' ? between(today, today) : chosen)}>
        {!isKnown && <option value={value}>{value}</option>}
        {OFFERED.map(([name, date]) => <option key={name} value={date}>{t(`range.${name}` as Word)}</option>)}
        <option value="own">{t('key.custom')}</option>
      </Select>
      {start && (
        <div class="row">
          <label>{t('from')}<input type="date" required value={first} max={last} onChange={({ currentTarget }) => currentTarget.value && onChange(between(currentTarget.value, last < currentTarget.value ? currentTarget.value : last))} /></label>
          <label>{t('to')}<input type="date" required value={last} min={first} onChange={({ currentTarget }) => currentTarget.value && onChange(between(first > currentTarget.value ? currentTarget.value : first, currentTarget.value))} /></label>
        </div>
      )}
    </fieldset>
  );
}
