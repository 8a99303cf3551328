// Two days of one's own, by the browser's own fields for dates.
import { useSignal } from '@preact/signals';
import { now } from './answers.ts';
import { zone } from './question.ts';
import { type Period } from './ranges.ts';
import { t } from './words.ts';
import { DAY, instantOf, label, wallOf } from './zones.ts';

interface Props {
  /** What the fields say at first. */
  period: Period | undefined;
  apply: (period: Period) => void;
}

export function OwnDates({ period, apply }: Props) {
  const day = (instant: number) => label(wallOf(instant, zone.value)).slice(0, 10);
  const [first, last] = [useSignal(day(period?.start ?? now.value)), useSignal(day(period?.end ?? now.value))];
  return (
    <form class="own-range" onSubmit={(event) => {
      event.preventDefault();
      const start = instantOf(Date.parse(first.value), zone.value);
      const end = instantOf(Date.parse(last.value) + DAY, zone.value) - 1;
      if (start < end) apply({ start, end });
    }}>
      <label>{t('from')}<input type="date" required value={first.value} max={last.value} onInput={(event) => (first.value = event.currentTarget.value)} /></label>
      <label>{t('to')}<input type="date" required value={last.value} min={first.value} onInput={(event) => (last.value = event.currentTarget.value)} /></label>
      <button type="submit" class="button main">{t('apply')}</button>
    </form>
  );
}
