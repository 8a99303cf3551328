// One step of a funnel: what it is, what its event has to tell, and its place among the others.
import { useSignal } from '@preact/signals';
import { now, useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { OperatorSelect, SuggestInput } from '../lib/filter-row.tsx';
import { Icon } from '../lib/icons.tsx';
import { websiteId } from '../lib/question.ts';
import { CONDITIONS, FEWEST_STEPS, type Condition, type Step } from '../lib/saved.ts';
import { t } from '../lib/words.ts';
import { DAY, MINUTE } from '../lib/zones.ts';
import { TargetInput } from '../panels/target.tsx';

interface Props {
  step: Step;
  index: number;
  count: number;
  onChange: (step: Step) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function StepFields({ step, index, count, onChange, onMove, onRemove }: Props) {
  const isEvent = step.type === 'event';
  const withCondition = (at: number, changed: Condition | undefined) => onChange({
    ...step, filters: step.filters.flatMap((each, number) => (number !== at ? [each] : changed ? [changed] : [])),
  });
  return (
    <fieldset>
      <legend>{t('funnel.step')} {index + 1}</legend>
      <div class="tools">
        <Tool label={t('board.up')} icon="up" way={-1} isOff={index === 0} run={() => onMove(-1)} />
        <Tool label={t('board.down')} icon="down" way={1} isOff={index === count - 1} run={() => onMove(1)} />
        <Tool label={t('funnel.remove')} icon="close" isOff={count <= FEWEST_STEPS} run={onRemove} />
      </div>
      <TargetInput target={step} isSettled onChange={(target) => onChange({ ...step, ...target })} />
      {isEvent && step.filters.map((condition, at) => (
        <ConditionFields key={at} event={step.value} condition={condition} onChange={(changed) => withCondition(at, changed)} />
      ))}
      {isEvent && (
        <button type="button" class="button plain" onClick={() => onChange({ ...step, filters: [...step.filters, { property: '', operator: 'eq', value: '' }] })}>
          <Icon name="plus" />{t('funnel.condition')}
        </button>
      )}
    </fieldset>
  );
}

function Tool({ label, icon, way, isOff, run }: { label: string; icon: Icon; way?: number; isOff: boolean; run: () => void }) {
  return (
    <button type="button" class="button plain" aria-label={label} title={label} data-way={way} disabled={isOff} onClick={run}><Icon name={icon} /></button>
  );
}

const SUGGESTED_DAYS = 183;

function ConditionFields({ event, condition, onChange }: {
  event: string;
  condition: Condition;
  onChange: (condition: Condition | undefined) => void;
}) {
  const { property, operator, value } = condition;
  const here = useSignal<'property' | 'value' | undefined>(undefined);
  // Whole minutes, so that the fields of a funnel ask the same.
  const endAt = Math.ceil(now.value / MINUTE) * MINUTE;
  const about = (what: string, more: Record<string, string> = {}) =>
    withParameters(`/websites/${websiteId.value}/event-data/${what}`, { startAt: endAt - SUGGESTED_DAYS * DAY, endAt, ...more });
  const properties = useAnswer<{ eventName: string; propertyName: string }[]>(here.value === 'property' ? about('properties') : undefined);
  const known = useAnswer<{ value: string }[]>(here.value === 'value' && property ? about('values', { event, propertyName: property }) : undefined);
  const names = (properties.data ?? []).filter(({ eventName }) => eventName === event).map(({ propertyName }) => propertyName);
  const pairs = (texts: readonly string[]) => [...new Set(texts)].map((each) => [each, each] as const);
  return (
    <div class="condition">
      <SuggestInput label={t('funnel.property')} value={property} isSettled suggested={pairs(names)} onHere={() => (here.value = 'property')}
        onChange={(text) => onChange({ ...condition, property: text })} />
      <OperatorSelect value={operator} offered={CONDITIONS} onChange={(name) => onChange({ ...condition, operator: name as Condition['operator'] })} />
      <SuggestInput label={t('value')} value={value} isSettled suggested={pairs((known.data ?? []).map((each) => each.value))} onHere={() => (here.value = 'value')}
        onChange={(text) => onChange({ ...condition, value: text })} />
      <Tool label={t('funnel.remove-condition')} icon="close" isOff={false} run={() => onChange(undefined)} />
    </div>
  );
}
