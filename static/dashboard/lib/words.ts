// The words of the page in the user's language, one file of them loaded at a time.
import { signal } from '@preact/signals';
import names from 'dashi:words';
import type english from '../words/en-US.json';
import { fixed } from './fixed.ts';
import { LOCALES, bestLocale, directionOf } from './locales.ts';
import { recall, remember } from './store.ts';

export type Word = keyof typeof english;
type Words = Readonly<Partial<Record<string, string>>>;

/** How dates and numbers are written, and in which language the page is. */
export const locale = signal('en-US');
const words = signal<Words>({});
let plurals = new Intl.PluralRules('en-US');

/** Loads the language that a share's address fixes, that the user has chosen, or the browser's. */
export async function loadWords(chosen = fixed('lang') ?? recall<string>('locale')): Promise<void> {
  const name = bestLocale([chosen ?? '', ...navigator.languages]);
  // As the build has made it: the texts in the order of all names, and the forms of those that have several.
  const { default: [texts, forms] } = (await import(`../words/${name}.json`)) as { default: [readonly string[], Words] };
  // English as spoken in London writes its dates in another way: the browser's own kind, if it is of our language.
  const own = chosen ? undefined : navigator.languages.find((each) => each.split('-')[0] === name.split('-')[0]);
  locale.value = own ?? name;
  words.value = { ...Object.fromEntries(names.map((word, index) => [word, texts[index]!])), ...forms };
  plurals = new Intl.PluralRules(locale.value);
  document.documentElement.lang = locale.value;
  document.documentElement.dir = directionOf(name);
}

export async function chooseLocale(name: string): Promise<void> {
  if (!(name in LOCALES)) return;
  remember('locale', name);
  await loadWords(name);
}

/** The text of a word, with `{name}`s filled in; `{n}` chooses between `word.one`, `word.other` and their like. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  const count = values['n'];
  const plural = typeof count === 'number' ? words.value[`${word}.${plurals.select(count)}`] : undefined;
  const text = plural ?? words.value[word] ?? word;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of a word that the data names, if we have one: `field.`, `device.` and their like. */
export const tMaybe = (word: string): string | undefined => words.value[word];
