// A segment or cohort to add, change or delete.
import { useSignal } from '@preact/signals';
import { useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { FieldSelect, OperatorSelect, Select, ValueInput } from '../lib/filter-row.tsx';
import { Form } from '../lib/form.tsx';
import { NEW_FILTER, type Group, type GroupFilter, type GroupType, draftOf, storedGroup } from '../lib/groups.ts';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { websiteId } from '../lib/question.ts';
import { type Stored } from '../lib/saved.ts';
import { Sheet } from '../lib/sheet.tsx';
import { t } from '../lib/words.ts';
import { DatesInput } from './dates-input.tsx';
import { TargetInput } from './target.tsx';

interface Props {
  type: GroupType;
  /** Which one; none is a new one. */
  id: string | undefined;
  onClose: (how?: 'replace') => void;
  /** Something is stored or gone. */
  onChange: () => void;
}

const addressOf = (id?: string) => `/websites/${websiteId.value}/segments${id ? `/${encodeURIComponent(id)}` : ''}`;

export function GroupForm({ id, type, ...rest }: Props) {
  const { data, error, retry } = useAnswer<Group>(id && addressOf(id));
  return (
    <Sheet title={id ? (data?.name ?? t(type)) : t(`${type}.add`)} kind="small" onClose={() => rest.onClose()}>
      {id && error ? <Failed error={error} retry={retry} />
        : (!id || data) && <Fields {...{ type, saved: data, ...rest }} />}
    </Sheet>
  );
}

function Fields({ type, saved, onClose, onChange }: Omit<Props, 'id'> & { saved: Group | undefined }) {
  const before: Stored = saved?.parameters ?? {};
  const name = useSignal(saved?.name ?? '');
  const draft = useSignal(saved ? draftOf(before) : { ...draftOf({}), filters: type === 'segment' ? [NEW_FILTER] : [] });
  const { filters, isAny, action, dateRange } = draft.value;
  const change = (changed: Partial<typeof draft.value>) => (draft.value = { ...draft.peek(), ...changed });
  const end = () => {
    onClose('replace');
    onChange();
  };
  return (
    <>
      <Form isOff={type === 'segment' && !filters.length} save={async () => {
        await call('POST', addressOf(saved?.id), { type, name: name.value, parameters: storedGroup(type, draft.value, before) });
        end();
      }}>
        <label>{t('name')}<input autofocus required maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
        {type === 'cohort' && (
          <>
            <fieldset><legend>{t('cohort.action')}</legend><TargetInput target={action} onChange={(changed) => change({ action: changed })} /></fieldset>
            <DatesInput value={dateRange} onChange={(changed) => change({ dateRange: changed })} />
          </>
        )}
        <fieldset>
          <legend>{t('filters')}</legend>
          {filters.length > 1 && (
            <Select label={t('match-hint')} value={isAny ? 'any' : 'all'} onChange={(chosen) => change({ isAny: chosen === 'any' })}>
              <option value="all">{t('segment.all')}</option><option value="any">{t('segment.any')}</option>
            </Select>
          )}
          {filters.map((filter, index) => (
            <FilterFields key={index} filter={filter} onRemove={() => change({ filters: filters.filter((_, at) => at !== index) })}
              onChange={(changed) => change({ filters: filters.map((each, at) => (at === index ? { ...each, ...changed } : each)) })} />
          ))}
          <button type="button" class="button" onClick={() => change({ filters: [...filters, NEW_FILTER] })}><Icon name="plus" />{t('filter')}</button>
        </fieldset>
      </Form>
      {saved && <Danger label={t('delete')} run={async () => {
        await call('DELETE', addressOf(saved.id));
        end();
      }} />}
    </>
  );
}

function FilterFields({ filter, onChange, onRemove }: {
  filter: GroupFilter;
  onChange: (changed: Partial<GroupFilter>) => void;
  onRemove: () => void;
}) {
  const { name, operator, value } = filter;
  return (
    <div class="group-filter">
      <FieldSelect value={name} onChange={(chosen) => onChange({ name: chosen, value: '' })} />
      <OperatorSelect value={operator} onChange={(chosen) => onChange({ operator: chosen })} />
      <ValueInput key={name} field={name} label={t('value')} value={value} isRequired onChange={(text) => onChange({ value: text })} />
      <button type="button" class="button plain" aria-label={t('remove-filter', { name: t('filter') })} title={t('remove-filter', { name: t('filter') })} onClick={onRemove}><Icon name="close" /></button>
    </div>
  );
}
