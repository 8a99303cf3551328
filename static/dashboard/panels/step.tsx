// One thing that was counted, in words: a view of a page, an event. Page and event filter; the properties open below.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { FilterLink } from '../lib/filter-link.tsx';
import { type Field } from '../lib/filters.ts';
import { moment, nameOf } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { t, type Word } from '../lib/words.ts';
import { type Property, type Step } from './visits.ts';

const KINDS: Readonly<Record<number, readonly [icon: Icon, word: Word]>> = {
  1: ['view', 'event.view'], 2: ['events', 'field.event'], 3: ['links', 'board.link'], 4: ['pixels', 'board.pixel'], 5: ['live', 'page.performance'],
};

export const kindWord = (type: number): Word => (KINDS[type] ?? KINDS[1]!)[1];

/** A value that filters by a click, in the words of lists. */
export function FilterValue({ field, value, country, to }: { field: Field; value: string; country?: string | null; to?: string | undefined }) {
  return <FilterLink wanted={{ field, value }} to={to}><span class="text" dir="auto">{nameOf(field, value, country)}</span></FilterLink>;
}

export function What({ step, to }: { step: Step; to?: string | undefined }) {
  const [icon, word] = KINDS[step.eventType] ?? KINDS[1]!;
  return (
    <span class={`what what-${step.eventType}`}>
      <span class="kind" title={t(word)}><Icon name={icon} /><span class="unseen">{t(word)}</span></span>
      {step.eventName && <FilterValue field="event" value={step.eventName} to={to} />}
      <FilterValue field="path" value={step.urlPath} to={to} />
      {step.urlQuery && <small class="text" dir="ltr">?{step.urlQuery}</small>}
    </span>
  );
}

/** Opens the properties of an event below it, and closes them. */
export function Opener({ id }: { id: string }) {
  const isOpen = parameter('opened') === id;
  return (
    <a class="button plain opener" href={base + withChanges({ opened: isOpen ? null : id })} aria-expanded={isOpen}>
      {t('session.properties')}<Icon name="down" />
    </a>
  );
}

/** What an event has told, if it is the one that is opened. */
export function EventProperties({ id }: { id: string }) {
  const answer = useAnswer<Property[]>(`/websites/${websiteId.value}/event-data/${id}`);
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  return <div class="event-properties" aria-busy={answer.since > 0}>{answer.data ? <Properties rows={answer.data} /> : <div class="skeleton" style={{ height: '4rem' }} />}</div>;
}

export function Properties({ rows }: { rows: readonly Property[] }) {
  const sorted = [...rows].sort((one, other) => one.dataKey.localeCompare(other.dataKey));
  return (
    <dl class="facts">
      {sorted.map((row) => <div key={row.dataKey}><dt dir="auto">{row.dataKey}</dt><dd dir="auto">{propertyText(row)}</dd></div>)}
    </dl>
  );
}

/** A property's value as text: numbers as they were sent, dates in the zone of the page. */
function propertyText({ dataType, stringValue, numberValue, dateValue }: Property): string {
  if (dataType === 2 && numberValue !== null) return String(numberValue);
  if (dataType === 4 && dateValue) return moment(Date.parse(dateValue), zone.value);
  return stringValue || t('none');
}
