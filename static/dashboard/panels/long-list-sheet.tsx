// A whole list with all its numbers, above the page. Sorted and searched by the address too.
import { base, go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { duration, exact, percent, short } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { ask, date } from '../lib/question.ts';
import { Search } from '../lib/search.tsx';
import { Sheet } from '../lib/sheet.tsx';
import { bounceRate, visitTime, type ExpandedRow } from '../lib/stats.ts';
import { t } from '../lib/words.ts';
import { Value } from './list.tsx';
import { LISTS, listWord, type List } from './lists.ts';
import { type LongListProps } from './long-list.tsx';

const LIMIT = 500;

/** Lists that the API cannot search, and such where a visit's time means nothing. */
const NOT_SEARCHED: readonly List[] = ['screen', 'channel', 'country', 'language', 'domain', 'browser', 'os', 'device'];
const OF_SESSIONS: readonly List[] = ['country', 'region', 'city', 'browser', 'os', 'device', 'language', 'screen', 'distinctId'];

interface Column {
  name: 'visitors' | 'visits' | 'views' | 'bounce-rate' | 'visit-time';
  value: (row: ExpandedRow) => number | undefined;
  text: (value: number) => string;
}

const timeOf = (row: ExpandedRow) => visitTime({ visits: row.visits, totaltime: Number(row.totaltime) });

const COUNTS: readonly Column[] = [
  { name: 'visitors', value: (row) => row.visitors, text: short },
  { name: 'visits', value: (row) => row.visits, text: short },
  { name: 'views', value: (row) => Number(row.pageviews), text: short },
];
const RATES: readonly Column[] = [
  { name: 'bounce-rate', value: bounceRate, text: percent },
  { name: 'visit-time', value: timeOf, text: duration },
];

const closed = () => withChanges({ view: null, search: null, sort: null });

export function LongListSheet({ view, domain, totals }: LongListProps & { view: List }) {
  return (
    <Sheet title={t(listWord(view))} kind="wide" onClose={() => go(closed())}>
      <div class="long">
        <nav class="lists" aria-label={t('show')}>
          {LISTS.map((list) => (
            <a key={list} href={base + withChanges({ view: list, search: null })} aria-current={list === view ? 'true' : undefined}>{t(listWord(list))}</a>
          ))}
        </nav>
        <Whole key={view} list={view} domain={domain} totals={totals} />
      </div>
    </Sheet>
  );
}

function Whole({ list, domain, totals }: LongListProps & { list: List }) {
  const search = parameter('search');
  const answer = useAnswer<ExpandedRow[]>(ask('metrics/expanded', { type: list, limit: LIMIT, search: search || undefined }));
  const columns = OF_SESSIONS.includes(list) ? [...COUNTS, ...RATES] : COUNTS;
  const sort = columns.find(({ name }) => name === parameter('sort')) ?? columns[0]!;
  const sorted = (rows: readonly ExpandedRow[]) =>
    sort === columns[0] ? rows : [...rows].sort((one, other) => (sort.value(other) ?? -1) - (sort.value(one) ?? -1));
  const download = () => save(`${t(listWord(list))} ${date.value}`, [
    [t(listWord(list)), ...columns.map(({ name }) => t(name))],
    ...sorted(answer.data ?? []).map((row) => [row.name, ...columns.map((column) => column.value(row) ?? '')]),
  ]);
  return (
    <Panel title={t(listWord(list))} isQuiet answer={answer} room={24} isEmpty={(rows) => !rows.length && !search}
      tools={<>
        {!NOT_SEARCHED.includes(list) && <Search />}
        <span class="space" />
        <FileButton isOff={!answer.isFresh} save={download} />
      </>}>
      {(rows) => rows.length === 0 ? <p class="state">{t('no-match')}</p> : (
        <div class="scrolls">
          <table class="rows full">
            <thead>
              <tr>
                <th scope="col">{t(listWord(list))}</th>
                {columns.map((column, index) => (
                  <th key={column.name} scope="col" class="number" aria-sort={column === sort ? 'descending' : undefined}>
                    <a href={base + withChanges({ sort: index ? column.name : null })}>{t(column.name)}</a>
                  </th>
                ))}
                <th scope="col" class="number share">%</th>
              </tr>
            </thead>
            <tbody>
              {sorted(rows).map((row) => (
                <tr key={`${row.name} ${row.country ?? ''}`} style={{ '--part': row.visitors / Math.max(1, rows[0]!.visitors) }}>
                  <th scope="row"><Value list={list} value={row.name} country={row.country} domain={domain} /></th>
                  {columns.map((column) => {
                    const value = column.value(row);
                    return <td key={column.name} class="number" data-v={value}>{value === undefined ? '–' : column.text(value)}</td>;
                  })}
                  <td class="number share">{totals?.visitors ? percent(Math.min(1, row.visitors / totals.visitors)) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length >= LIMIT && <p class="note">{t('first-rows', { count: exact(LIMIT) })}</p>}
        </div>
      )}
    </Panel>
  );
}
