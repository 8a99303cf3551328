// Runs before the page is drawn, so that nobody who chose a dark page sees a white one first.
import { directionOf } from './lib/locales.ts';
import { recall } from './lib/store.ts';

const { documentElement } = document;
const theme = recall<string>('theme');
if (theme === 'dark' || theme === 'light') documentElement.dataset['theme'] = theme;
const locale = recall<string>('locale');
if (locale) documentElement.dir = directionOf(locale);
