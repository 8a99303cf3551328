// What this browser remembers about its user, under Umami's names. Nothing of it is sent to the server.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Switch } from '../lib/fields.tsx';
import { LOCALES } from '../lib/locales.ts';
import { chooseRange, chooseZone, date } from '../lib/question.ts';
import { DEFAULT_RANGE, PRESETS } from '../lib/ranges.ts';
import { recall, remember } from '../lib/store.ts';
import { chooseTheme, theme, type Theme } from '../lib/theme.ts';
import { chooseLocale, locale, t, type Word } from '../lib/words.ts';
import { OwnSections } from '../panels/sections.tsx';

export default function Preferences() {
  return (
    <>
      <OwnSections />
      <section class="panel narrow" aria-label={t('page.preferences')}>
        <header class="panel-head"><h2>{t('page.preferences')}</h2></header>
        <div class="form">
          <Range />
          <Zone />
          <Language />
          <Choose label={t('theme')} value={theme.value} choose={(name) => chooseTheme(name as Theme)}
            choices={(['system', 'light', 'dark'] as const).map((name) => [name, t(`theme.${name}`)])} />
          <Currency />
          <Keys />
        </div>
        <p class="note">{t('settings.kept-here')}</p>
      </section>
    </>
  );
}

interface ChooseProps {
  label: string;
  value: string;
  choices: readonly (readonly [value: string, text: string])[];
  choose: (value: string) => void;
}

function Choose({ label, value, choices, choose }: ChooseProps) {
  return (
    <label>{label}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {choices.map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    </label>
  );
}

/** The range of pages whose address names none: those of Umami's list, since one name is all that is kept. */
function Range() {
  const kept = useSignal(recall<string>('date-range') ?? DEFAULT_RANGE);
  const choices = PRESETS.filter(([, , steps]) => !steps).map(([name, preset]) => [preset, t(`range.${name}` as Word)] as const);
  const own = choices.some(([preset]) => preset === kept.value) ? [] : [[kept.value, date.value] as const];
  return <Choose label={t('settings.usual-range')} value={kept.value} choices={[...own, ...choices]} choose={(name) => {
    kept.value = name;
    chooseRange(name);
  }} />;
}

function Zone() {
  const kept = useSignal(recall<string>('timezone') ?? '');
  const zones = useSignal<string[]>([]);
  useEffect(() => {
    zones.value = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  }, []);
  const names = [...new Set([...(kept.value ? [kept.value] : []), ...zones.value])];
  return <Choose label={t('zone')} value={kept.value} choices={[['', t('theme.system')], ...names.map((name) => [name, name] as const)]} choose={(name) => {
    kept.value = name;
    chooseZone(name);
  }} />;
}

function Language() {
  const value = locale.value in LOCALES ? locale.value : Object.keys(LOCALES).find((name) => name.split('-')[0] === locale.value.split('-')[0])!;
  return <Choose label={t('language')} value={value} choices={Object.entries(LOCALES)} choose={(name) => void chooseLocale(name)} />;
}

const DEFAULT_CURRENCY = 'USD';

/** What the revenue report begins with. */
function Currency() {
  const kept = useSignal(recall<string>('currency') ?? DEFAULT_CURRENCY);
  const names = new Intl.DisplayNames([locale.value], { type: 'currency' });
  const choices = Intl.supportedValuesOf('currency').map((code) => [code, `${code} – ${names.of(code) ?? code}`] as const);
  return <Choose label={t('settings.currency')} value={kept.value} choices={choices} choose={(code) => {
    kept.value = code;
    remember('currency', code);
  }} />;
}

function Keys() {
  const isOn = useSignal(recall<boolean>('keys') !== false);
  return <Switch label={t('keys')} isOn={isOn.value} choose={(on) => {
    isOn.value = on;
    remember('keys', on ? undefined : false);
  }} />;
}
