// Runs before the page is drawn, so that nobody who chose a dark page sees a white one first, and asks at once for the
// words of the user's language, which only the browser knows.
import { fixed } from './lib/fixed.ts';
import { bestLocale, directionOf } from './lib/locales.ts';
import { recall } from './lib/store.ts';

const { documentElement } = document;
const theme = fixed('theme') ?? recall<string>('theme');
if (theme === 'dark' || theme === 'light') documentElement.dataset['theme'] = theme;

const locale = bestLocale([fixed('lang') ?? '', recall<string>('locale') ?? '', ...navigator.languages]);
documentElement.dir = directionOf(locale);
// The server names the files of all languages: `de-DE=/assets/de-DE-1234.js …`.
const file = documentElement.dataset['words']?.split(' ').find((each) => each.startsWith(`${locale}=`))?.split('=')[1];
if (file) {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = file;
  document.head.append(link);
}
