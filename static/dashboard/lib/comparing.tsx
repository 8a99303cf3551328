// What to compare with: nothing, the period before, the year before, or dates of one's own.
import { useSignal } from '@preact/signals';
import { go, withChanges } from './address.ts';
import { Drop } from './drop.tsx';
import { rangeName } from './format.ts';
import { Icon } from './icons.tsx';
import { OwnDates } from './own-dates.tsx';
import { compare, ownDates, range, usualCompare, zone } from './question.ts';
import { daysBefore, type Period } from './ranges.ts';
import { t } from './words.ts';

const goTo = ({ start, end }: Period) => go(withChanges({ compare: `range:${start}:${end}` }));

export function Comparing() {
  const hasJustChosen = useSignal(false);
  const offered = [...(usualCompare.value ? [] : ['none' as const]), 'prev', 'yoy', 'own'] as const;
  return (
    <>
      <label class="select">
        <span class="unseen">{t('compare-with')}</span>
        <select value={compare.value ?? 'none'} title={t('compare-with')} onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (chosen === 'own') {
            hasJustChosen.value = true;
            if (range.value) goTo(daysBefore(range.value, zone.value));
          } else go(withChanges({ compare: chosen === (usualCompare.value ?? 'none') ? null : chosen }));
        }}>
          {offered.map((name) => <option key={name} value={name}>{t(`compare.${name}`)}</option>)}
        </select>
      </label>
      {ownDates.value && (
        <Drop kind="end own-dates" startsOpen={hasJustChosen.peek()} label={
          <><Icon name="calendar" /><span>{rangeName(ownDates.value.start, ownDates.value.end, zone.value)}</span><Icon name="down" /></>
        }>
          {(close) => (
            <OwnDates period={ownDates.value} apply={(period) => {
              close();
              goTo(period);
            }} />
          )}
        </Drop>
      )}
    </>
  );
}
