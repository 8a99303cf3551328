// A whole list above the page, if the address names one: `?view=path`. Most who come to a page never open it.
import { parameter } from '../lib/address.ts';
import { later } from '../lib/later.tsx';
import { type Totals } from '../lib/stats.ts';
import { isList } from './lists.ts';

const Sheet = later(async () => (await import('./long-list-sheet.tsx')).LongListSheet, '0');

export interface LongListProps {
  domain: string | undefined;
  totals: Totals | undefined;
}

export function LongList(props: LongListProps) {
  const view = parameter('view');
  return isList(view) ? <Sheet view={view} {...props} /> : null;
}
