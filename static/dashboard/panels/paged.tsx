// A list that is searched and paged, both in the address; what is shown of it may be saved as a file.
import { type ComponentChildren } from 'preact';
import { parameter } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { FileButton } from '../lib/file-button.tsx';
import { Failed, Panel } from '../lib/panel.tsx';
import { Pager, Search, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';

interface Props<T> {
  title: string;
  isQuiet?: boolean;
  answer: Answer<Paged<T>>;
  room: number;
  /** Before the search, and at the end of its line. */
  tabs?: ComponentChildren;
  tools?: ComponentChildren;
  save?: (rows: readonly T[]) => void;
  /** Said where nothing was ever made; without it that is a matter of the range. */
  none?: string;
  children: (rows: readonly T[]) => ComponentChildren;
}

export function PagedPanel<T>({ title, isQuiet = false, answer, room, tabs, tools, save, none, children }: Props<T>) {
  const isSearched = parameter('search') !== '';
  return (
    <>
      <Panel title={title} isQuiet={isQuiet} answer={answer} room={room} isEmpty={({ data }) => !data.length && !isSearched && !none}
        tools={<>
          {tabs}
          <Search />
          <span class="space" />
          {save && <FileButton isOff={!answer.isFresh || !answer.data?.data.length} save={() => save(answer.data!.data)} />}
          {tools}
        </>}>
        {({ data }) => (data.length ? children(data) : <p class="state">{isSearched || !none ? t('no-match') : none}</p>)}
      </Panel>
      {answer.data && <Pager count={answer.data.count} />}
    </>
  );
}

interface ListProps<T> {
  title: string;
  list: Answer<Paged<T>>;
  /** Said where nothing was ever made, and where nothing is found. */
  none: string;
  missing?: string;
  children: (rows: readonly T[]) => ComponentChildren;
}

/** The same as what a page is for: its search stands in the page's head. */
export function PagedList<T>({ title, list, none, missing = t('no-match'), children }: ListProps<T>) {
  const { data, error, since, retry } = list;
  return (
    <>
      {error ? <Failed error={error} retry={retry} />
        : !data ? <div class="skeleton" style={{ height: '20rem' }} />
        : !data.data.length ? <p class="state" aria-busy={since > 0}>{parameter('search') ? missing : none}</p>
        : <section class="panel" aria-busy={since > 0} aria-label={title}><div class={since ? 'is-old' : ''}>{children(data.data)}</div></section>}
      {data && <Pager count={data.count} />}
    </>
  );
}
