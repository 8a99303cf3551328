// A whole list with all percentiles, above the page: `?view=path`. Sorted and searched by the address too.
import { base, go, parameter, withChanges } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { Search } from '../lib/search.tsx';
import { Sheet } from '../lib/sheet.tsx';
import { t } from '../lib/words.ts';
import { listWord } from '../panels/lists.ts';
import { LISTS, Named, download, sorted, type List } from './groups.tsx';
import { PERCENTILES, type Metric, type Performance } from './metrics.ts';
import { percentile } from './question.ts';
import { Rated } from './rating.tsx';

const COLUMNS = [...PERCENTILES, 'count'] as const;

export function Table({ answer, metric }: { answer: Answer<Performance>; metric: Metric }) {
  const view = parameter('view');
  if (!Object.hasOwn(LISTS, view)) return null;
  const list = view as List;
  const sort = COLUMNS.find((each) => each === parameter('sort')) ?? percentile();
  const search = parameter('search').toLocaleLowerCase();
  const rows = sorted(answer.data?.[LISTS[list]] ?? [], sort).filter(({ name }) => !search || name?.toLocaleLowerCase().includes(search));
  return (
    <Sheet title={`${metric.toUpperCase()} · ${t(listWord(list))}`} kind="wide" onClose={() => go(withChanges({ view: null, sort: null, search: null }))}>
      <Panel title={t(listWord(list))} isQuiet answer={answer} room={24} tools={
        <>
          <Search />
          <span class="space" />
          <FileButton isOff={!answer.isFresh} save={() => download(list, metric, rows)} />
        </>
      }>
        {() => !rows.length ? <p class="state">{t('no-match')}</p> : (
          <div class="scrolls">
            <table class="rows full">
              <thead>
                <tr>
                  <th scope="col">{t(listWord(list))}</th>
                  {COLUMNS.map((column) => (
                    <th key={column} scope="col" class="number" aria-sort={column === sort ? 'descending' : undefined}>
                      <a href={base + withChanges({ sort: column === percentile() ? null : column })}>{column === 'count' ? t('count') : column}</a>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.name} style={{ '--part': (row[sort] ?? 0) / (rows[0]![sort] || 1) }}>
                    <th scope="row"><Named list={list} name={row.name} /></th>
                    {PERCENTILES.map((each) => {
                      const value = row[each];
                      return <td key={each} class="number" data-v={value ?? undefined} title={value === null ? undefined : exact(value)}>{value === null ? '–' : <Rated metric={metric} value={value} isShort />}</td>;
                    })}
                    <td class="number" data-v={row.count}>{exact(row.count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </Sheet>
  );
}
