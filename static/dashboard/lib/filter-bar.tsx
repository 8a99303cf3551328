// Which visits: the filters as chips, a form for one more, segments and cohorts.
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { base, beside, go, isShared, parameter, query, withChanges, withQuery } from './address.ts';
import { Again } from './again.tsx';
import { forget, useAnswer } from './answers.ts';
import { call, withParameters } from './api.ts';
import { Drop } from './drop.tsx';
import { freeKey, ofReports, values, type Field, type Filter, type Operator } from './filters.ts';
import { FieldSelect, OperatorSelect, fieldName, useKnownValues } from './filter-row.tsx';
import { Form } from './form.tsx';
import { nameOf } from './format.ts';
import { Icon } from './icons.tsx';
import { linksOf } from './places.tsx';
import { carried, filters, isFiltered } from './question.ts';
import { useSubject } from './subject.ts';
import { t, type Word } from './words.ts';

interface Saved {
  id: string;
  name: string;
  type: 'segment' | 'cohort';
}

interface SavedList {
  data: Saved[];
}

const listOf = (type: Saved['type'], id: string) => withParameters(`/websites/${id}/segments`, { type });

/** What is filtered by, and more of it. A page of reports says which filters its API does not know. */
export function FilterBar({ isReport = false, hasSegments = true }: { isReport?: boolean; hasSegments?: boolean }) {
  const counted = isReport ? ofReports(filters.value) : filters.value;
  const isIgnored = isReport && (counted.length < filters.value.length || parameter('excludeBounce') !== '');
  const chip = (isCounted: boolean) => (isCounted ? 'chip' : 'chip is-ignored');
  const without = (...names: string[]) => {
    const rest = new URLSearchParams(query.value);
    for (const name of names) rest.delete(name);
    return base + withQuery(rest);
  };
  const all = [...filters.value.map(({ key }) => key), 'segment', 'cohort', 'match', 'excludeBounce'];
  const isAny = parameter('match') === 'any';
  return (
    <div class="filter-bar">
      <Drop kind="filter-box" shortcut="/" label={<><Icon name="filter" /><span>{t('filter')}</span></>}>
        {(close) => <NewFilter close={close} hasSegments={hasSegments} />}
      </Drop>
      {isFiltered.value && (
        <ul class="chips" aria-label={t('filters')}>
          {filters.value.map((filter, index) => (
            <li key={filter.key} class={chip(counted.includes(filter))}>
              {index > 0 && <a class="match" href={base + withChanges({ match: isAny ? null : 'any' })} title={t('match-hint')}>{t(isAny ? 'or' : 'and')}</a>}
              <span>{fieldName(filter.field)} <em>{t(`operator.${filter.operator}`)}</em> <strong>{shownValue(filter)}</strong></span>
              <a class="remove" href={without(filter.key)} aria-label={t('remove-filter', { name: fieldName(filter.field) })}><Icon name="close" /></a>
            </li>
          ))}
          {(['segment', 'cohort'] as const).map((type) => parameter(type) && <SavedChip key={type} type={type} href={without(type)} />)}
          {parameter('excludeBounce') && (
            <li class={chip(!isReport)}><span>{t('no-bounces')}</span><a class="remove" href={without('excludeBounce')} aria-label={t('remove-filter', { name: t('no-bounces') })}><Icon name="close" /></a></li>
          )}
        </ul>
      )}
      {isFiltered.value && <a class="button plain" data-clear href={without(...all)}>{t('clear')}</a>}
      {hasSegments && !isShared.value && filters.value.length > 0 && (
        <Drop kind="save-box" label={t('save-segment')}>{(close) => <SaveSegment close={close} />}</Drop>
      )}
      {isIgnored && <p class="note" role="note">{t('report.ignored')}</p>}
    </div>
  );
}

function shownValue(filter: Filter): string {
  const isName = filter.operator === 'eq' || filter.operator === 'neq';
  return isName ? values(filter).map((value) => nameOf(filter.field, value)).join(', ') : filter.value;
}

function SavedChip({ type, href }: { type: Saved['type']; href: string }) {
  const { data, error, retry } = useAnswer<SavedList>(listOf(type, useSubject()));
  // One that was deleted has no name any more.
  const name = error ? <Again error={error} retry={retry} /> : data ? data.data.find(({ id }) => id === parameter(type))?.name ?? '–' : '…';
  return (
    <li class="chip">
      <span>{t(type)} <strong>{name}</strong></span>
      <a class="remove" href={href} aria-label={t('remove-filter', { name: t(type) })}><Icon name="close" /></a>
    </li>
  );
}

function NewFilter({ close, hasSegments }: { close: () => void; hasSegments: boolean }) {
  const id = useSubject();
  const [field, operator, value] = [useSignal<Field>('path'), useSignal<Operator>('eq'), useSignal('')];
  const list = useId();
  const found = useKnownValues(field.value, value.value);
  const segments = useAnswer<SavedList>(hasSegments ? listOf('segment', id) : undefined);
  const cohorts = useAnswer<SavedList>(hasSegments ? listOf('cohort', id) : undefined);
  const isOwnText = operator.value !== 'eq' && operator.value !== 'neq';
  const apply = (text: string) => {
    close();
    go(withChanges({ [freeKey(query.value, field.value)]: `${operator.value}.${text}`, page: null }));
  };
  return (
    <>
      <form onSubmit={(event) => {
        event.preventDefault();
        if (value.value) apply(value.value);
      }}>
        <div class="row">
          <FieldSelect value={field.value} isFirst onChange={(name) => {
            field.value = name as Field;
            value.value = '';
          }} />
          <OperatorSelect value={operator.value} onChange={(name) => (operator.value = name as Operator)} />
        </div>
        <label><span class="unseen">{t('value')}</span>
          <input type="text" placeholder={t('value')} value={value.value} aria-controls={list} autocomplete="off"
            onInput={(event) => (value.value = event.currentTarget.value)} />
        </label>
        <ul class="choices values" id={list} aria-label={t('known-values')} aria-busy={found.since > 0}>
          {!isOwnText && found.data?.filter((each) => each.value).map((each) => (
            <li key={each.value}><button type="button" onClick={() => apply(each.value!)}>{nameOf(field.value, each.value!)}</button></li>
          ))}
        </ul>
        <button type="submit" class="button main" disabled={!value.value}>{t('apply')}</button>
      </form>
      <ul class="choices">
        <li><a href={base + withChanges({ excludeBounce: parameter('excludeBounce') ? null : 'true' })} onClick={close}
          aria-current={parameter('excludeBounce') ? 'true' : undefined}>{t('no-bounces')}</a></li>
        {[...(segments.data?.data ?? []), ...(cohorts.data?.data ?? [])].map(({ id, name, type }) => (
          <li key={id}>
            <a href={base + withChanges({ [type]: parameter(type) === id ? null : id })} onClick={close}
              aria-current={parameter(type) === id ? 'true' : undefined}><small>{t(type)}</small> {name}</a>
          </li>
        ))}
        {hasSegments && linksOf([['segments', '/segments', 'filter'], ['cohorts', '/cohorts', 'filter']], (path) => withQuery(carried.value, beside(`/websites/${id}${path}`))).map(([page, href]) => (
          <li key={page}><a href={href} onClick={close}>{t(`page.${page}` as Word)}…</a></li>
        ))}
      </ul>
    </>
  );
}

function SaveSegment({ close }: { close: () => void }) {
  const id = useSubject();
  const name = useSignal('');
  const save = async () => {
    const kept = filters.value.map(({ field, operator, value }) => ({ name: field, operator, value }));
    const made = await call<Saved>('POST', `/websites/${id}/segments`, {
      type: 'segment', name: name.value, parameters: { filters: kept, ...(parameter('match') === 'any' && { match: 'any' }) },
    });
    forget();
    close();
    const rest = new URLSearchParams(query.value);
    for (const { key } of filters.value) rest.delete(key);
    rest.delete('match');
    go(withChanges({ segment: made.id }, rest));
  };
  return (
    <Form save={save}>
      <label>{t('name')}<input autofocus required maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
    </Form>
  );
}
