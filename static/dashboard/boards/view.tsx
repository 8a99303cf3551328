// A board as one reads it: one range and the same filters for all its parts.
import { useEffect } from 'preact/hooks';
import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { base, withQuery } from '../lib/address.ts';
import { now, useAnswer } from '../lib/answers.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { carried, date, wholeTime, zone } from '../lib/question.ts';
import { Subject } from '../lib/subject.ts';
import { t } from '../lib/words.ts';
import { DAY, instantOf, startOf, wallOf } from '../lib/zones.ts';
import { entitiesOf, isSized, rowsOf, shares, type Board, type Row } from './model.ts';
import { PartView } from './part.tsx';

/** How high a row of a board is on average, once somebody has given its rows heights. */
const ROW_REM = 27;

/** The height of a row, in rem; undefined for as high as what is in it. */
export const heightOf = (rows: readonly Row[], index: number) =>
  isSized(rows) ? `${((shares(rows)[index]! / 100) * rows.length * ROW_REM).toFixed(2)}rem` : undefined;

export const columnsOf = ({ columns }: Row) => shares(columns).map((share) => `minmax(0, ${share.toFixed(2)}fr)`).join(' ');

interface Props {
  board: Board;
  tools?: ComponentChildren;
  /** Where one goes to put something on it. */
  design: string | undefined;
}

export function View({ board, tools, design }: Props) {
  const rows = rowsOf(board.parameters);
  const entities = entitiesOf(board);
  const first = entities[0];
  const href = design && base + withQuery(carried.value, design);
  return (
    <>
      {date.value === 'all' && <AllTime ids={entities.map(({ id }) => id)} />}
      <Subject.Provider value={first && { id: first.id }}>
        <Head title={board.name} hasFilters={!!first} hasRange={!!first} hasSegments={entities.length === 1 && first?.kind === 'website'}
          tools={<>{tools}{href && <a class="button" href={href}><Icon name="boards" />{t('board.design')}</a>}</>} />
      </Subject.Provider>
      {board.description && <p class="board-about">{board.description}</p>}
      {!rows.some(({ columns }) => columns.length) && (
        <div class="state"><p>{t('board.none')}</p>{href && <a class="button main" href={href}>{t('board.design')}</a>}</div>
      )}
      {rows.map((row, index) => (
        <div key={row.id} class="board-row" style={{ '--columns': columnsOf(row), '--height': heightOf(rows, index) }}>
          {row.columns.map((column) => (
            <div key={column.id} class="board-part">{column.component && <PartView board={board} part={column.component} />}</div>
          ))}
        </div>
      ))}
    </>
  );
}

interface Whole {
  startDate: string | null;
  endDate: string | null;
}

/** All time of several websites is from the first event of any to the last of any. */
function AllTime({ ids }: { ids: readonly string[] }) {
  const known = useSignal<Record<string, Whole>>({});
  const all = ids.map((id) => known.value[id]);
  useEffect(() => {
    if (!all.every((each) => each)) return;
    const times = all.flatMap((each) => [each!.startDate, each!.endDate]).filter((each) => each !== null).map((each) => Date.parse(each));
    const [start, end] = times.length ? [Math.min(...times), Math.max(...times)] : [now.peek(), now.peek()];
    wholeTime.value = {
      websiteId: '', start: instantOf(startOf(wallOf(start, zone.value), 'day'), zone.value),
      end: instantOf(startOf(wallOf(end, zone.value), 'day') + DAY, zone.value) - 1,
    };
  }, [known.value]);
  // Another board has another time.
  useEffect(() => () => {
    wholeTime.value = undefined;
  }, []);
  return <>{ids.map((id) => <TimeOf key={id} id={id} tell={(whole) => (known.value = { ...known.peek(), [id]: whole })} />)}</>;
}

function TimeOf({ id, tell }: { id: string; tell: (whole: Whole) => void }) {
  const { data, error, retry } = useAnswer<Whole>(`/websites/${id}/daterange`);
  useEffect(() => {
    if (data) tell(data);
  }, [data]);
  return error ? <Failed error={error} retry={retry} /> : null;
}
