// Keys: Plausible's where they exist. None while somebody types, and none for who switched them off.
import { signal } from '@preact/signals';
import { beside, go, mayShow, query, withChanges, withQuery } from './address.ts';
import routes from '../routes.json';
import { withRange } from './picker.tsx';
import { carried, compare, date, filters, offset, range, websiteId } from './question.ts';
import { recall } from './store.ts';

export const isHelpOpen = signal(false);

const RANGES: Record<string, readonly [date: string, offset: number]> = {
  d: ['0day', 0], e: ['0day', -1], w: ['7day', 0], t: ['30day', 0], m: ['0month', 0], n: ['90day', 0], y: ['0year', 0], a: ['all', 0],
};

/** Where `G` and a letter go, as far as the page is there. */
const PLACES: Record<string, readonly [page: string, path: string]> = {
  o: ['overview', ''], e: ['events', '/events'], s: ['sessions', '/sessions'], l: ['live', '/realtime'], r: ['reports', '/reports'],
};

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

/** Clicks what says that it has this key. */
function press(shortcut: string): boolean {
  const found = document.querySelector<HTMLElement>(`[data-shortcut="${shortcut}"]`);
  found?.click();
  return !!found;
}

function run(event: KeyboardEvent, isAfterG: boolean): boolean {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === '?') return (isHelpOpen.value = true);
  if (isAfterG) {
    const place = PLACES[key];
    if (!place || !(place[0] in routes) || !mayShow(place[0]) || !websiteId.value) return false;
    go(withQuery(carried.value, beside(`/websites/${websiteId.value}${place[1]}`)));
    return true;
  }
  // What has no range to choose has no keys for it.
  if (!document.querySelector('.picker')) return key === '/' && press('/');
  if (RANGES[key]) go(withRange(...RANGES[key]));
  else if (key === 'x') go(withChanges({ compare: compare.value ? null : 'prev' }));
  else if (key === 'c' || key === '/') return press(key);
  else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const isBack = (key === 'ArrowLeft') !== (document.documentElement.dir === 'rtl');
    if (date.value === 'all' || !range.value || (!isBack && offset.value >= 0)) return false;
    go(withRange(date.value, offset.value + (isBack ? -1 : 1)));
  } else if (key === 'Escape') {
    if (!filters.value.length) return false;
    const rest = new URLSearchParams(query.value);
    for (const filter of filters.value) rest.delete(filter.key);
    go(withQuery(rest));
  } else return false;
  return true;
}

export function listenToKeys(): void {
  let wasG = -Infinity;
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      const key = event.key.toLowerCase();
      const isPrint = key === 'p' && self === top; // Of a page around us not our part alone is wanted.
      if (isPrint || (key === 'k' && press('ctrl-k'))) event.preventDefault();
      if (isPrint) void import('./printing.ts').then(({ printWhole }) => printWhole(), () => print());
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    if (recall<boolean>('keys') === false || document.querySelector('dialog[open], .drop-box')) return;
    const isAfterG = event.timeStamp - wasG < 1500;
    wasG = event.key === 'g' ? event.timeStamp : -Infinity;
    if (run(event, isAfterG)) event.preventDefault();
  });
}
