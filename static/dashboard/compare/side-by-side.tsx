// One of the lists (`?view=country`) for both periods, with what each value has gained or lost.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer, withOther } from '../lib/answers.ts';
import { Change } from '../lib/change.tsx';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, nameOf, percent, rangeName, short, signed } from '../lib/format.ts';
import { Panel, useReached } from '../lib/panel.tsx';
import { rangeTitle } from '../lib/picker.tsx';
import { ask, compare, comparedWith, date, ownDates, zone } from '../lib/question.ts';
import { SortHead, readSort, sorted, type Column } from '../lib/sorting.tsx';
import { type MetricRow } from '../lib/stats.ts';
import { useWebsite } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { Value } from '../panels/list.tsx';
import { LISTS, isList, listWord, type List } from '../panels/lists.ts';
import { type Compared } from '../panels/totals.ts';

/** What the API gives at most. */
const LIMIT = 500;

export interface Pair {
  value: string;
  country: string | null | undefined;
  now: number;
  before: number;
}

/** The rows of both periods as one list: what one of them lacks has 0 there. */
export function pairs(now: readonly MetricRow[], before: readonly MetricRow[]): Pair[] {
  const found = new Map<string, Pair>();
  for (const [rows, period] of [[now, 'now'], [before, 'before']] as const) {
    for (const { x, y, country } of rows) {
      const key = `${x ?? ''} ${country ?? ''}`;
      const pair = found.get(key) ?? { value: x ?? '', country, now: 0, before: 0 };
      found.set(key, { ...pair, [period]: y });
    }
  }
  return [...found.values()];
}

const NOW: Column<Pair> = { name: 'now', value: ({ now }) => now };
const BEFORE: Column<Pair> = { name: 'before', value: ({ before }) => before };
const GAIN: Column<Pair> = { name: 'gain', value: ({ now, before }) => now - before };

export function SideBySide({ totals }: { totals: Compared | undefined }) {
  const [element, isReached] = useReached();
  const view = parameter('view');
  const list = isList(view) ? view : 'path';
  return (
    <div ref={element} class="long compared">
      <nav class="lists" aria-label={t('show')}>
        {LISTS.map((each, index) => (
          <a key={each} href={base + withChanges({ view: index ? each : null })} aria-current={each === list ? 'true' : undefined}>{t(listWord(each))}</a>
        ))}
      </nav>
      <Both key={list} list={list} isReached={isReached.value} totals={totals} />
    </div>
  );
}

function Both({ list, isReached, totals }: { list: List; isReached: boolean; totals: Compared | undefined }) {
  const more = { type: list, limit: LIMIT };
  const now = useAnswer<MetricRow[]>(isReached ? ask('metrics', more) : undefined);
  const before = useAnswer<MetricRow[]>(isReached && comparedWith.value ? ask('metrics', more, comparedWith.value) : undefined);
  // One table of two answers: it waits for both, and fails with either.
  const both = { ...withOther(now, before), since: now.since || before.since, data: before.data && now.data };
  const isEvent = list === 'event';
  const domain = useWebsite()?.domain ?? undefined;
  const name: Column<Pair> = { name: 'value', isText: true, value: ({ value, country }) => nameOf(list, value, country) };
  const sort = readSort([name, NOW, BEFORE, GAIN], NOW);
  const heads = { sort, usual: NOW };
  const rows = now.data && before.data ? sorted(pairs(now.data, before.data), sort) : [];
  const most = Math.max(1, ...rows.map((row) => row.now));
  const names = [rangeTitle(), ownDates.value ? rangeName(ownDates.value.start, ownDates.value.end, zone.value) : t(`compare.${compare.value ?? 'prev'}`)] as const;
  const all = isEvent
    ? { now: sum(now.data), before: sum(before.data) } : { now: totals?.visitors ?? 0, before: totals?.comparison?.visitors ?? 0 };
  const download = () => save(`${t('page.compare')} ${t(listWord(list))} ${date.value}`, [
    [t(listWord(list)), ...names, t('change')], ...rows.map((row) => [row.value, row.now, row.before, row.now - row.before]),
  ]);
  return (
    <Panel title={t(listWord(list))} answer={both} room={24} isEmpty={() => !rows.length}
      tools={<div class="tools">
        <span class="note">{t(isEvent ? 'count' : 'visitors')}</span>
        <FileButton isOff={!now.isFresh || !before.isFresh} save={download} />
      </div>}>
      {() => (
        <div class="scrolls" tabIndex={0} role="group" aria-label={t(listWord(list))}>
          <table class="rows pairs">
            <thead>
              <tr>
                <SortHead {...heads} column={name}>{t(listWord(list))}</SortHead>
                <SortHead {...heads} column={NOW}>{names[0]}</SortHead>
                <th scope="col" class="number share only-wide">%</th>
                <SortHead {...heads} column={BEFORE}>{names[1]}</SortHead>
                <th scope="col" class="number share only-wide">%</th>
                <SortHead {...heads} column={GAIN}>{t('change')}</SortHead>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, LIMIT).map((row) => (
                <tr key={`${row.value} ${row.country ?? ''}`} style={{ '--part': row.now / most }}>
                  <th scope="row"><Value list={list} value={row.value} country={row.country} domain={domain} /></th>
                  <td class="number" data-v={row.now} title={exact(row.now)}>{short(row.now)}</td>
                  <td class="number share only-wide">{shareOf(row.now, all.now)}</td>
                  <td class="number" data-v={row.before} title={exact(row.before)}>{short(row.before)}</td>
                  <td class="number share only-wide">{shareOf(row.before, all.before)}</td>
                  <td class="number" title={signed(exact(Math.abs(row.now - row.before)), row.now - row.before)}><Change now={row.now} before={row.before} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

const sum = (rows: readonly MetricRow[] = []) => rows.reduce((total, { y }) => total + y, 0);
const shareOf = (count: number, all: number) => (all ? percent(Math.min(1, count / all)) : '');
