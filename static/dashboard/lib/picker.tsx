// When: the ranges of Umami in its words, own days, arrows, the unit, the zone, and what to compare with.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { base, go, withChanges } from './address.ts';
import { useAnswer, now } from './answers.ts';
import { Comparing } from './comparing.tsx';
import { Drop } from './drop.tsx';
import { rangeName, zoneName } from './format.ts';
import { Icon } from './icons.tsx';
import { Failed } from './panel.tsx';
import { OwnDates } from './own-dates.tsx';
import { chooseZone, date, offset, ownDates, periodBefore, range, unit, units, websiteId, wholeTime, zone } from './question.ts';
import { DEFAULT_RANGE, PRESETS } from './ranges.ts';
import { recall } from './store.ts';
import { t, type Word } from './words.ts';
import { DAY, instantOf, startOf, wallOf } from './zones.ts';

/** The address with another range. The user's usual one is left out of it, so that links stay short. */
export function withRange(name: string, steps = 0): string {
  const usual = recall<string>('date-range') ?? DEFAULT_RANGE;
  return withChanges({ date: name === usual ? null : name, offset: steps || null, unit: null, page: null });
}

/** What the range is called: its name where it has one, else its days. */
export function rangeTitle(): string {
  const preset = PRESETS.find(([, name, steps]) => name === date.value && steps === offset.value);
  if (preset) return t(`range.${preset[0]}` as Word);
  return range.value ? rangeName(range.value.start, range.value.end, zone.value) : '';
}

/** Asks how long all time is, once somebody wants that. */
function WholeTime() {
  const answer = useAnswer<{ startDate: string | null; endDate: string | null }>(`/websites/${websiteId.value}/daterange`);
  useEffect(() => {
    if (!answer.data || !answer.isFresh) return;
    const { startDate, endDate } = answer.data;
    const end = endDate ? Date.parse(endDate) : now.peek();
    wholeTime.value = {
      websiteId: websiteId.value,
      start: instantOf(startOf(wallOf(startDate ? Date.parse(startDate) : end, zone.value), 'day'), zone.value),
      end: instantOf(startOf(wallOf(end, zone.value), 'day') + DAY, zone.value) - 1,
    };
  }, [answer.data, answer.isFresh]);
  // As long as nobody knows how long that is, nothing else is asked.
  return answer.error ? <Failed error={answer.error} retry={answer.retry} /> : null;
}

export function Picker({ hasCompare = true }: { hasCompare?: boolean }) {
  const canMove = date.value !== 'all';
  return (
    <div class="picker">
      {date.value === 'all' && <WholeTime />}
      <div class="joined">
        {canMove && <a class="button" href={base + withRange(date.value, offset.value - 1)} aria-label={t('earlier')} title={t('earlier')}><Icon name="left" /></a>}
        <Drop kind="ranges" shortcut="c" label={<><Icon name="calendar" /><span>{rangeTitle()}</span><Icon name="down" /></>}>
          {(close) => <Ranges close={close} />}
        </Drop>
        {canMove && (offset.value < 0
          ? <a class="button" href={base + withRange(date.value, offset.value + 1)} aria-label={t('later')} title={t('later')}><Icon name="right" /></a>
          : <span class="button is-off" aria-hidden="true"><Icon name="right" /></span>)}
      </div>
      {hasCompare && <Comparing />}
    </div>
  );
}

function Ranges({ close }: { close: () => void }) {
  const zones = useSignal<string[]>([]);
  return (
    <>
      <ul class="choices">
        {PRESETS.map(([name, preset, steps]) => (
          <li key={name}>
            <a href={base + withRange(preset, steps)} onClick={close}
              aria-current={preset === date.value && steps === offset.value ? 'true' : undefined}>{t(`range.${name}` as Word)}</a>
          </li>
        ))}
      </ul>
      <OwnDates period={range.value} apply={({ start, end }) => {
        close();
        go(withChanges({ date: `range:${start}:${end}`, offset: null, unit: null }));
      }} />
      <label class="zone">{t('zone')}
        <select value={zone.value} onFocus={() => (zones.value = Intl.supportedValuesOf('timeZone'))} onChange={(event) => {
          chooseZone(event.currentTarget.value);
          go(withChanges({ timezone: null }), 'replace');
        }}>
          {[...new Set([zone.value, 'UTC', ...zones.value])].map((name) => <option key={name}>{name}</option>)}
        </select>
      </label>
    </>
  );
}

/** The range in days and hours, its zone, and what it is compared with, in words below the title. */
export function RangeLine({ hasCompare = true }: { hasCompare?: boolean }) {
  if (!range.value) return null;
  return (
    <p class="range-line">
      {rangeName(range.value.start, range.value.end, zone.value)} · <abbr title={zone.value}>{zoneName(zone.value, range.value.end)}</abbr>
      {hasCompare && (ownDates.value ? <> · {t('compare.with', { range: rangeName(ownDates.value.start, ownDates.value.end, zone.value) })}</>
        : periodBefore.value && <> · {t('same-hours')}</>)}
    </p>
  );
}

/** Hours, days or months, where the range has more than one of them. */
export function Units() {
  if (units.value.length < 2) return null;
  return (
    <nav class="tabs" aria-label={t('unit')}>
      {units.value.map((name) => (
        <a key={name} href={base + withChanges({ unit: name === range.value?.unit ? null : name })}
          aria-current={name === unit.value ? 'true' : undefined}>{t(`unit.${name}` as Word)}</a>
      ))}
    </nav>
  );
}
