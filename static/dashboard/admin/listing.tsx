// A list of all of something: a search, a table, a pager, all three in the address.
import { type ComponentChildren } from 'preact';
import { parameter } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { Panel } from '../lib/panel.tsx';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';

const PAGE_SIZE = 20;

interface Props<T> {
  title: string;
  /** The path of the API. */
  of: string;
  columns: readonly { name: string; kind?: string }[];
  row: (thing: T) => ComponentChildren;
  tools?: ComponentChildren;
}

export function Listing<T extends { id: string }>({ title, of, columns, row, tools }: Props<T>) {
  const search = parameter('search');
  const answer = useAnswer<{ data: T[]; count: number }>(withParameters(of, { page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined }));
  return (
    <>
      <Panel title={title} answer={answer} room={6} tools={<><Search /><span class="space" />{tools}</>}>
        {({ data }) => !data.length ? <p class="state">{t('no-match')}</p> : (
          <table class="listing">
            <thead><tr>{columns.map(({ name, kind }) => <th key={name} scope="col" class={kind}>{name}</th>)}</tr></thead>
            <tbody>{data.map((thing) => <tr key={thing.id}>{row(thing)}</tr>)}</tbody>
          </table>
        )}
      </Panel>
      {answer.data && <Pager count={answer.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}
