// A vital by page or by client: where it is worst first.
import { base, parameter, withChanges } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, short } from '../lib/format.ts';
import { Panel, Tabs } from '../lib/panel.tsx';
import { date } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Value } from '../panels/list.tsx';
import { listWord } from '../panels/lists.ts';
import { PERCENTILES, type Group, type Metric, type Percentile, type Performance } from './metrics.ts';
import { Rated } from './rating.tsx';

export const LISTS = { path: 'pages', title: 'pageTitles', device: 'devices', browser: 'browsers' } as const;
export type List = keyof typeof LISTS;

const ROWS = 10;

interface Props {
  title: 'pages' | 'devices';
  lists: readonly List[];
  answer: Answer<Performance>;
  metric: Metric;
  percentile: Percentile;
}

/** The worst first; those without a measurement last. */
export const sorted = (rows: readonly Group[], by: Percentile | 'count') => [...rows].sort((one, other) => (other[by] ?? -1) - (one[by] ?? -1));

export function download(list: List, metric: Metric, rows: readonly Group[]): void {
  save(`${metric} ${t(listWord(list))} ${date.value}`, [
    [t(listWord(list)), ...PERCENTILES.map((each) => `${metric} ${each}`), t('count')],
    ...rows.map((row) => [row.name ?? '', ...PERCENTILES.map((each) => row[each] ?? ''), row.count]),
  ]);
}

/** What was measured: a link that filters, unless there is no name to filter by. */
export const Named = ({ list, name }: { list: List; name: string | null }) => name
  ? <Value list={list} value={name} domain={undefined} />
  : <span class="value"><span class="filter-link is-plain">{t('none')}</span></span>;

export function Groups({ title, lists, answer, metric, percentile }: Props) {
  const list = lists.find((each) => each === parameter(title)) ?? lists[0]!;
  return (
    <Panel title={t(`panel.${title}`)} answer={answer} room={26.6} tools={<Tabs name={title} chosen={list} choices={lists.map((each) => [each, t(listWord(each))])} />}>
      {(data) => {
        const rows = sorted(data[LISTS[list]], percentile);
        const most = rows[0]?.[percentile] || 1;
        return (
          <>
            <table class="rows">
              <thead>
                <tr>
                  <th scope="col">{t(listWord(list))}</th>
                  <th scope="col" class="number">{metric.toUpperCase()} {percentile}</th><th scope="col" class="number">{t('count')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, ROWS).map((row) => {
                  const value = row[percentile];
                  return (
                    <tr key={row.name} style={{ '--part': (value ?? 0) / most }}>
                      <th scope="row"><Named list={list} name={row.name} /></th>
                      <td class="number" data-v={value ?? undefined} title={value === null ? undefined : exact(value)}>{value === null ? '–' : <Rated metric={metric} value={value} isShort />}</td>
                      <td class="number samples" data-count={row.count} title={exact(row.count)}>{short(row.count)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            <footer class="panel-foot">
              <a class="button plain" href={base + withChanges({ view: list })}>{t('all')}<span class="unseen"> {t(listWord(list))}</span></a>
              <FileButton save={() => download(list, metric, rows)} />
            </footer>
          </>
        );
      }}
    </Panel>
  );
}
