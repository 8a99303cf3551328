// The address bar as signals. All that a page shows is in it, so that `Back` undoes a step and a copied link shows the
// same. Paths here are below BASE_PATH, which the shell names.
import { computed, signal } from '@preact/signals';
import routes from '../routes.json';
import { partsOfShare } from './fixed.ts';
import { placeOf } from './routes.ts';
import { share } from './share.ts';

export const base = document.documentElement.dataset['base'] ?? '';

const current = () => location.pathname.slice(base.length) + location.search;
const here = signal(current());
addEventListener('popstate', () => (here.value = current()));

export const path = computed(() => here.value.split('?', 1)[0] || '/');
const search = computed(() => here.value.slice(path.value.length));
export const query = computed(() => new URLSearchParams(search.value));

/** Where a share's address stands: its root, such as `/share/abc`, and what is below. */
export const ofShare = computed(() => partsOfShare(path.value));
export const isShared = computed(() => ofShare.value !== undefined);
export const slug = computed(() => ofShare.value?.[0].split('/').at(-1));

/** The page of the address. Below a share's are the pages of what is shared, as far as it shows them. */
export const place = computed(() => {
  const own = placeOf(path.value, routes);
  if (!ofShare.value || share.value?.slug !== slug.value) return own;
  const [, rest] = ofShare.value;
  const shown = placeOf(share.value!.home + rest, routes);
  // Below a link, pixel or board are its settings, which nobody shares.
  const isShown = share.value!.pages.includes(shown.page) && (!rest || 'websiteId' in shown.parts);
  return isShown ? shown : { ...placeOf(share.value!.home, routes), page: own.page };
});

/** Whether one may go to a page from here: a share leads to its own only. */
export const mayShow = (page: string) => !isShared.value || !!share.value?.pages.includes(page);

/** One parameter of the address, `otherwise` if it is not there. */
export const parameter = (name: string, otherwise = '') => query.value.get(name) ?? otherwise;

/** Goes to a page of ours. `replace` leaves no step for `Back`: for what is no step of its own, such as typing. */
export function go(target: string, how: 'push' | 'replace' = 'push'): void {
  if (target === here.value) return;
  const isOther = target.split('?', 1)[0] !== path.value;
  history[how === 'push' ? 'pushState' : 'replaceState'](null, '', base + target);
  here.value = current();
  if (isOther) scrollTo(0, 0);
}

export type Changes = Record<string, string | number | null | undefined>;

/** The address of this page with some parameters changed; null and "" take one out, so that links stay short. */
export function withChanges(changes: Changes, from: URLSearchParams = query.value, to = path.value): string {
  const changed = new URLSearchParams(from);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') changed.delete(name);
    else changed.set(name, String(value));
  }
  return withQuery(changed, to);
}

/** A path with a query, in the spelling of Umami's links: slashes and commas may be read. */
export function withQuery(parameters: URLSearchParams, to = path.value): string {
  const text = parameters.toString().replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':');
  return text ? `${to}?${text}` : to;
}

/** The place of another page of the same website, team or share: paths below a team or a share stay below it. */
export function beside(target: string): string {
  if (ofShare.value) return ofShare.value[0] + target.split('/').slice(3).map((part) => `/${part}`).join('');
  const team = path.value.startsWith('/teams/') ? path.value.split('/')[2] : undefined;
  return team && !target.startsWith('/teams/') ? `/teams/${team}${target}` : target;
}

/** Lets clicks on our own links change the page without a load. Everything else about a link stays the browser's. */
export function followLinks(): void {
  addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a[href]') as HTMLAnchorElement | null;
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.hash || !(link.pathname === base || link.pathname.startsWith(base + '/'))) return;
    event.preventDefault();
    go(link.pathname.slice(base.length) + link.search);
  });
}
