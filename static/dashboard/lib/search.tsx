// A field to search by, whose text is in the address as `?search=`, and the pager below what was found.
import { useEffect } from 'preact/hooks';
import { base, go, parameter, path, withChanges } from './address.ts';
import { useDraft } from './draft.ts';
import { exact } from './format.ts';
import { Icon } from './icons.tsx';
import { t } from './words.ts';

const TYPING_MS = 300;

/** Searches once typing rests. No step for `Back`: nobody wants to undo letters. */
export function Search({ label = t('search') }: { label?: string }) {
  const [shown, type] = useDraft(parameter('search'));
  useEffect(() => {
    if (shown === parameter('search')) return undefined;
    // A page stays until the next one has been loaded; what was typed on it is not about that one.
    const here = path.peek();
    const timer = setTimeout(() => path.peek() === here && go(withChanges({ search: shown, page: null }), 'replace'), TYPING_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <label class="search"><span class="unseen">{label}</span><Icon name="search" />
      <input type="search" data-shortcut="/" placeholder={label} value={shown} onClick={(event) => event.currentTarget.focus()}
        onInput={(event) => type(event.currentTarget.value)} />
    </label>
  );
}

/** A page of a list as the API gives it; `count` is of all pages. */
export interface Paged<T> {
  data: T[];
  count: number;
}

export const PAGE_SIZE = 20;

/** The page that the address names, from 1. */
export const pageNumber = () => Math.max(1, Math.trunc(Number(parameter('page'))) || 1);

/** What the address asks for of a list, as the API's parameters. */
export const paging = () => ({ page: pageNumber(), pageSize: PAGE_SIZE, search: parameter('search') || undefined });

export function Pager({ count, pageSize = PAGE_SIZE }: { count: number; pageSize?: number }) {
  const [page, last] = [pageNumber(), Math.ceil(count / pageSize)];
  if (!(last > 1)) return null;
  return (
    <nav class="pager" aria-label={t('pages')}>
      {page > 1 && <a class="button" href={base + withChanges({ page: page > 2 ? page - 1 : null })}><Icon name="left" />{t('previous')}</a>}
      <span>{t('page-of', { page: exact(page), last: exact(last) })}</span>
      {page < last && <a class="button" href={base + withChanges({ page: page + 1 })}>{t('next')}<Icon name="right" /></a>}
    </nav>
  );
}
