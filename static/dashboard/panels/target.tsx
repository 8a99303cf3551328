// What visitors are to reach, as a pair of fields and as a link to those who did.
import { Select, ValueInput } from '../lib/filter-row.tsx';
import { filterFor, type Target } from '../lib/saved.ts';
import { t } from '../lib/words.ts';
import { onPage } from './saved-report.ts';

interface Props {
  target: Target;
  onChange: (target: Target) => void;
  /** Whether a change is told once the field is left, not with each letter. */
  isSettled?: boolean;
  isFirst?: boolean;
}

export function TargetInput({ target, onChange, isSettled = false, isFirst = false }: Props) {
  const { type, value } = target;
  return (
    <div class="row">
      <Select label={t('type')} value={type} onChange={(name) => onChange({ type: name as Target['type'], value: '' })}>
        <option value="path">{t('field.path')}</option><option value="event">{t('field.event')}</option>
      </Select>
      <ValueInput key={type} field={type} label={t('value')} value={value} isRequired isSettled={isSettled} isFirst={isFirst}
        placeholder={type === 'path' ? '/docs*' : t('field.event')} onChange={(text) => onChange({ type, value: text })} />
    </div>
  );
}

/** A page leads to its visitors on the overview; an event has no page of its own there. */
export function TargetLink({ target }: { target: Target }) {
  const name = <span dir="auto">{target.value || '–'}</span>;
  return (
    <span class="target">
      <small>{t(`field.${target.type}`)}</small>{' '}
      {target.type === 'path' && target.value ? <a href={onPage('', { path: filterFor(target) })} title={t('page.overview')}>{name}</a> : <strong>{name}</strong>}
    </span>
  );
}
