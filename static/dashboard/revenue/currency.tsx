// In which currency: the address's, else the one last chosen here, as Umami keeps it, else the one most sent.
import { useSignal } from '@preact/signals';
import { go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer, type Answer } from '../lib/answers.ts';
import { Select } from '../lib/filter-row.tsx';
import { ask, filters } from '../lib/question.ts';
import { recall, remember } from '../lib/store.ts';
import { t } from '../lib/words.ts';
import { type ValueTotal } from '../panels/visits.ts';
import { currencyName } from './money.ts';

const DEFAULT = 'USD'; // Umami's
const LONGEST = 10; // what the database keeps

/** The currencies that events of the range told, the most frequent first, whatever the filters are. */
export function useCurrencies(): Answer<string[]> {
  const unfiltered = Object.fromEntries([...filters.value.map(({ key }) => key), 'segment', 'cohort', 'match', 'excludeBounce'].map((name) => [name, undefined]));
  const answer = useAnswer<ValueTotal[]>(ask('event-data/values', { ...unfiltered, propertyName: 'currency' }));
  // The API counts currencies in capitals, however they were sent.
  return { ...answer, data: answer.data && [...new Set(answer.data.flatMap(({ value }) => (value && value.length <= LONGEST ? [value.toUpperCase()] : [])))] };
}

/** Undefined as long as it depends on what was sent. */
export function currencyOf(sent: readonly string[] | undefined): string | undefined {
  return (parameter('currency') || recall<string>('currency'))?.toUpperCase() || (sent && (sent[0] ?? DEFAULT));
}

export function choose(currency: string): void {
  remember('currency', currency);
  go(withChanges({ currency, page: null }));
}

/** It is there before the currency is known, so that nothing jumps. */
export function CurrencySelect({ currency, sent }: { currency: string; sent: readonly string[] }) {
  const all = useSignal<string[]>([]);
  const codes = [...new Set([currency, ...sent, ...all.value])];
  return (
    <div class="select currency" onFocusIn={() => (all.value = Intl.supportedValuesOf('currency'))}>
      <Select label={t('settings.currency')} value={currency} onChange={choose}>
        {codes.map((code) => <option key={code} value={code}>{code && currencyName(code)}</option>)}
      </Select>
    </div>
  );
}
