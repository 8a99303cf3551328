// A field, a condition and a value, with the values that the website knows: in the filter menu and in forms.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { type Answer, now, useAnswer } from './answers.ts';
import { withParameters } from './api.ts';
import { useDraft } from './draft.ts';
import { FIELDS, OPERATORS } from './filters.ts';
import { nameOf } from './format.ts';
import { range } from './question.ts';
import { useSubject } from './subject.ts';
import { t, tMaybe } from './words.ts';
import { DAY } from './zones.ts';

const SUGGEST_AFTER_MS = 250;
const MONTHS_OF_VALUES = 183 * DAY;

/** What a field is called; other programs' filters may be on fields that are not offered here. */
export const fieldName = (field: string) => tMaybe(`field.${field}`) ?? field;

type Known = { value: string | null; count: number }[];

/** The most frequent values of a field that contain a text, over half a year at least; none is asked for no field. */
export function useKnownValues(field: string | undefined, typed: string): Answer<Known> {
  const searched = useSignal('');
  useEffect(() => {
    const timer = setTimeout(() => (searched.value = typed), typed ? SUGGEST_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [typed]);
  const end = range.value?.end ?? now.value;
  // A lone % has no meaning that the API could read, and a comma would ask for several.
  const search = searched.value && !/[%,]/.test(searched.value) ? searched.value : undefined;
  const id = useSubject();
  return useAnswer<Known>(field && id ? withParameters(`/websites/${id}/values`, {
    type: field, startAt: Math.min(range.value?.start ?? end, end - MONTHS_OF_VALUES), endAt: end, search,
  }) : undefined);
}

interface ChoiceProps {
  value: string;
  onChange: (value: string) => void;
  isFirst?: boolean;
}

const withOwn = (names: readonly string[], own: string) => (names.includes(own) ? names : [own, ...names]);

export function FieldSelect({ value, onChange, isFirst = false }: ChoiceProps) {
  return (
    <Select label={t('field')} value={value} onChange={onChange} isFirst={isFirst}>
      {withOwn(FIELDS, value).map((name) => <option key={name} value={name}>{fieldName(name)}</option>)}
    </Select>
  );
}

export function OperatorSelect({ value, onChange, offered = OPERATORS }: ChoiceProps & { offered?: readonly string[] }) {
  return (
    <Select label={t('operator')} value={value} onChange={onChange}>
      {withOwn(offered, value).map((name) => <option key={name} value={name}>{tMaybe(`operator.${name}`) ?? name}</option>)}
    </Select>
  );
}

/** A select whose label is for those who listen: its words say what it is. */
export function Select({ label, value, onChange, isFirst = false, children }: ChoiceProps & { label: string; children: ComponentChildren }) {
  return (
    <label><span class="unseen">{label}</span>
      <select autofocus={isFirst} value={value} onChange={(event) => onChange(event.currentTarget.value)}>{children}</select>
    </label>
  );
}

interface ValueProps {
  label: string;
  value: string;
  /** Told with every letter, or with `isSettled` once the field is left. */
  onChange: (value: string) => void;
  isSettled?: boolean;
  isRequired?: boolean;
  isFirst?: boolean;
  placeholder?: string;
}

/** A text with the values of a field as the browser's own suggestions, asked for once somebody is there. */
export function ValueInput({ field, ...props }: ValueProps & { field: string | undefined }) {
  const typed = useSignal(props.value);
  const isHere = useSignal(false);
  const found = useKnownValues(isHere.value ? field : undefined, typed.value);
  const known = (isHere.value && found.data) || [];
  return (
    <SuggestInput {...props} onHere={() => (isHere.value = true)} onTyped={(text) => (typed.value = text)}
      suggested={known.flatMap(({ value }) => (value ? [[value, nameOf(field ?? '', value)] as const] : []))} />
  );
}

interface SuggestProps extends ValueProps {
  suggested: readonly (readonly [value: string, name: string])[];
  onHere: () => void;
  onTyped?: (text: string) => void;
}

export function SuggestInput({ label, value, onChange, isSettled, isRequired, isFirst, placeholder, suggested, onHere, onTyped }: SuggestProps) {
  const list = useId();
  const [shown, type] = useDraft(value);
  return (
    <label><span class="unseen">{label}</span>
      <input type="text" list={list} value={shown} autofocus={isFirst} required={isRequired} placeholder={placeholder ?? label} autocomplete="off"
        dir="auto" onFocus={onHere}
        onInput={({ currentTarget }) => {
          type(currentTarget.value);
          onTyped?.(currentTarget.value);
          if (!isSettled) onChange(currentTarget.value);
        }}
        onChange={({ currentTarget }) => isSettled && onChange(currentTarget.value)} />
      <datalist id={list}>{suggested.map(([each, name]) => <option key={each} value={each}>{name === each ? null : name}</option>)}</datalist>
    </label>
  );
}
