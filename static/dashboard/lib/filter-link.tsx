// A word that filters: click = only this, again = no more, Shift = this too, Alt = all but this, Ctrl = in a new tab.
import { type ComponentChildren } from 'preact';
import { base, go, parameter, place, query, withChanges } from './address.ts';
import { choose, isChosen, type Manner, type Wanted } from './filters.ts';
import { openMenu, type Choice } from './menu.tsx';
import { NO_SESSION, filters } from './question.ts';
import { t } from './words.ts';

interface Props {
  wanted: Wanted;
  /** Where the thing itself is, for the menu's last line. */
  outside?: string | undefined;
  /** The page that is to be filtered, where it is not this one. */
  to?: string | undefined;
  children: ComponentChildren;
}

const LONG_PRESS_MS = 500;

/** What makes a link filter, in HTML as in SVG, whose links `followLinks` does not know. */
export function filtering(wanted: Wanted, outside?: string, to?: string) {
  // A list of another view or page would show something else after the filter. Where a view is no sheet, it stays.
  const view = place.value.page === 'compare' ? parameter('view') : null;
  const at = (manner: Manner) => withChanges({ page: null, view, search: null, ...NO_SESSION }, choose(query.value, wanted, manner), to);
  const choices = (): Choice[] => [
    { text: t(isChosen(filters.value, wanted) ? 'filter-remove' : 'filter-set'), run: () => go(at('set')) },
    { text: t('filter-add'), run: () => go(at('add')) },
    { text: t('filter-exclude'), run: () => go(at('exclude')) },
    { text: t('open-tab'), run: () => void open(base + at('set'), '_blank', 'noopener') },
    ...(outside ? [{ text: t('open-page'), run: () => void open(outside, '_blank', 'noopener,noreferrer') }] : []),
  ];
  const openChoices = (event: MouseEvent, link = event.currentTarget as HTMLElement | SVGElement) => openMenu(event, link, choices());
  let timer = 0;
  return {
    href: base + at('set'),
    'aria-current': isChosen(filters.value, wanted) ? 'true' as const : undefined,
    onClick: (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      go(at(event.shiftKey ? 'add' : event.altKey ? 'exclude' : 'set'));
    },
    onContextMenu: (event: MouseEvent) => {
      event.preventDefault();
      openChoices(event);
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      const link = event.currentTarget as HTMLElement;
      timer = window.setTimeout(() => openChoices(event, link), LONG_PRESS_MS);
    },
    onPointerUp: () => clearTimeout(timer),
    onPointerCancel: () => clearTimeout(timer),
  };
}

export function FilterLink({ wanted, outside, to, children }: Props) {
  return <a class="filter-link" title={t('filter-hint')} {...filtering(wanted, outside, to)}>{children}</a>;
}

/** The address of a page that a visitor's browser named, if it may be opened: http and https only. */
export function outsideOf(field: string, value: string, domain: string | undefined): string | undefined {
  const isPage = field === 'path' || field === 'entry' || field === 'exit';
  const address = isPage ? domain && value.startsWith('/') && `https://${domain}${value}` : field === 'referrer' && `https://${value}`;
  if (!address) return undefined;
  try {
    const { protocol, href } = new URL(address);
    return protocol === 'https:' ? href : undefined;
  } catch {
    return undefined;
  }
}
