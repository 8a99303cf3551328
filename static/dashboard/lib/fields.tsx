// The fields of forms: a name above, a signal that holds what is typed or chosen.
import { type Signal } from '@preact/signals';
import { type ComponentChildren } from 'preact';

interface TextProps {
  label: ComponentChildren;
  of: Signal<string>;
  type?: 'text' | 'password' | 'number' | 'search';
  required?: boolean;
  disabled?: boolean;
  autofocus?: boolean;
  autocomplete?: string;
  autocapitalize?: 'none';
  placeholder?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
  step?: number | 'any';
  /** The id of a list of what may be chosen. */
  list?: string;
}

export function Text({ label, of, ...rest }: TextProps) {
  // Preact's types have one kind of input for each `type`; here the caller says which.
  const given: object = rest;
  return <label>{label}<input {...given} value={of.value} onInput={(event) => (of.value = event.currentTarget.value)} /></label>;
}

interface ChoiceProps {
  label: ComponentChildren;
  of: Signal<string>;
  choices: readonly (readonly [value: string, text: string])[];
  isOff?: boolean;
}

export function Choice({ label, of, choices, isOff = false }: ChoiceProps) {
  return (
    <label>{label}
      <select value={of.value} disabled={isOff} onChange={(event) => (of.value = event.currentTarget.value)}>
        {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

interface SwitchProps {
  label: ComponentChildren;
  isOn: boolean;
  choose: (isOn: boolean) => void;
  isOff?: boolean;
}

export function Switch({ label, isOn, choose, isOff = false }: SwitchProps) {
  return (
    <label class="switch">
      <input type="checkbox" checked={isOn} disabled={isOff} onChange={(event) => choose(event.currentTarget.checked)} />{label}
    </label>
  );
}
