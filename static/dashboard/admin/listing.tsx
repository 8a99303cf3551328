// A list of all of something: a search, a table, a pager, all three in the address.
import { type ComponentChildren } from 'preact';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { PagedPanel } from '../panels/paged.tsx';

interface Props<T> {
  title: string;
  /** The path of the API. */
  of: string;
  columns: readonly { name: string; kind?: string }[];
  row: (thing: T) => ComponentChildren;
  tools?: ComponentChildren;
}

export function Listing<T extends { id: string }>({ title, of, columns, row, tools }: Props<T>) {
  const answer = useAnswer<Paged<T>>(withParameters(of, paging()));
  return (
    <PagedPanel title={title} answer={answer} room={6} tools={tools} none={t('no-match')}>
      {(rows) => (
        <table class="listing">
          <thead><tr>{columns.map(({ name, kind }) => <th key={name} scope="col" class={kind}>{name}</th>)}</tr></thead>
          <tbody>{rows.map((thing) => <tr key={thing.id}>{row(thing)}</tr>)}</tbody>
        </table>
      )}
    </PagedPanel>
  );
}
