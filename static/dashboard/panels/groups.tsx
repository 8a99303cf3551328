// The page of segments and the page of cohorts: all of them, what they mean in words, and the way to use and change them.
import { base, go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { save } from '../lib/csv.ts';
import { fieldName } from '../lib/filter-row.tsx';
import { nameOf, rangeName } from '../lib/format.ts';
import { type Group, type GroupFilter, type GroupType, draftOf } from '../lib/groups.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { PRESETS } from '../lib/ranges.ts';
import { mayCreate } from '../lib/rights.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t, tMaybe, type Word } from '../lib/words.ts';
import { GroupForm } from './group-form.tsx';
import { PagedPanel } from './paged.tsx';
import { onPage } from './saved-report.ts';

export function Groups({ type }: { type: GroupType }) {
  const editing = parameter('edit');
  const title = t(`page.${type}s`);
  const answer = useAnswer<Paged<Group>>(withParameters(`/websites/${websiteId.value}/segments`, {
    type, ...paging(),
  }));
  const download = (groups: readonly Group[]) => save(title, [
    [t('name'), t('filters'), ...(type === 'cohort' ? [t('cohort.action'), t('range')] : [])],
    ...groups.map(({ name, parameters }) => {
      const { action, dateRange } = draftOf(parameters);
      return [name, filtersText(parameters), ...(type === 'cohort' ? [`${t(`field.${action.type}`)} ${action.value}`, datesText(dateRange)] : [])];
    }),
  ]);
  return (
    <>
      <Head title={title} hasRange={false} hasFilters={false} tools={mayCreate() && (
        <a class="button main" href={base + withChanges({ add: '1', edit: null })}><Icon name="plus" />{t(`${type}.add`)}</a>
      )} />
      <PagedPanel title={title} isQuiet answer={answer} room={9} none={t('report.none')} save={download}>
        {(groups) => <ul class="groups">{groups.map((group) => <li key={group.id}><Line group={group} /></li>)}</ul>}
      </PagedPanel>
      {(editing || parameter('add')) && (
        <GroupForm key={editing} type={type} id={editing || undefined} onClose={(how) => go(withChanges({ add: null, edit: null }), how)} onChange={answer.retry} />
      )}
    </>
  );
}

function Line({ group: { id, type, name, parameters } }: { group: Group }) {
  const { action, dateRange } = draftOf(parameters);
  return (
    <>
      <div>
        <a class="group-name" href={onPage('', { [type]: id })} title={t('apply')}><strong dir="auto">{name}</strong></a>
        {type === 'cohort' && <p>{t('cohort.action')}: {t(`field.${action.type}`)} <strong>{action.value || '–'}</strong> · {datesText(dateRange)}</p>}
        <p class="note">{filtersText(parameters)}</p>
      </div>
      <div class="tools">
        <a class="button" href={onPage('', { [type]: id })}>{t('apply')}<span class="unseen"> {name}</span></a>
        {mayCreate() && <a class="button plain" href={base + withChanges({ edit: id })}><Icon name="edit" />{t('edit')}<span class="unseen"> {name}</span></a>}
      </div>
    </>
  );
}

function filterText({ name, operator, value }: GroupFilter): string {
  const shown = operator === 'eq' || operator === 'neq' ? value.split(',').map((each) => nameOf(name, each)).join(', ') : value;
  return `${fieldName(name)} ${tMaybe(`operator.${operator}`) ?? operator} ${shown}`;
}

/** All filters of a group in words, joined as they are meant. */
function filtersText(parameters: Group['parameters']): string {
  const { filters, isAny } = draftOf(parameters);
  return filters.map(filterText).join(` ${t(isAny ? 'or' : 'and')} `);
}

/** A cohort's dates in words. They are of the server's clock. */
function datesText(dateRange: string): string {
  const preset = PRESETS.find(([, date, steps]) => date === dateRange && !steps);
  const [, start, end] = /^range:(\d+):(\d+)$/.exec(dateRange) ?? [];
  return preset ? t(`range.${preset[0]}` as Word) : start ? rangeName(Number(start), Number(end), zone.value) : dateRange;
}
