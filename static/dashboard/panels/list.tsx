// The ten most frequent values of a list, each a link that filters.
import { useEffect } from 'preact/hooks';
import { base, parameter, withChanges, type Changes } from '../lib/address.ts';
import { useAnswer, withOther } from '../lib/answers.ts';
import { Change } from '../lib/change.tsx';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { FilterLink, outsideOf } from '../lib/filter-link.tsx';
import { exact, nameOf, percent, short } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { WorldMap } from '../lib/map.tsx';
import { Panel, Tabs, useReached } from '../lib/panel.tsx';
import { ask, carried, compare, comparedWith, date } from '../lib/question.ts';
import { type MetricRow, type Totals } from '../lib/stats.ts';
import { useSubject } from '../lib/subject.ts';
import { t, tMaybe } from '../lib/words.ts';
import { filterOf, isList, listWord, referrersOf, type List as ListName, type PanelOf } from './lists.ts';

export const ROWS = 10;
const COUNTRIES = 300; // more than there are: the map shows all
const ROWS_BEFORE = 500; // What was first may be far down now.
const ROOM_REM = 26.6;

interface Props {
  panel: PanelOf;
  domain: string | undefined;
  /** The numbers of the whole range: shares are of them, not of the rows shown. */
  totals: Totals | undefined;
  /** Told once both periods of a comparison are there: the list's name, its rows, and what each value had before. */
  onCompared?: (list: ListName, rows: readonly MetricRow[], before: ReadonlyMap<string, number>) => void;
  /** How many rows there are, and the room they need in rem. */
  limit?: number;
  room?: number;
  /** Where the whole list is, if not above this very page; null where there is none. */
  home?: string | null;
}

export function List({ panel, domain, totals, onCompared, limit = ROWS, room = ROOM_REM, home }: Props) {
  const id = useSubject();
  const [element, isReached] = useReached();
  const asked = parameter(panel.name);
  const list = isList(asked) && panel.lists.includes(asked) ? asked : panel.lists[0]!;
  const isMap = panel.lists.length === 1 ? panel.hasMap : panel.hasMap && asked === 'map';
  const answer = useAnswer<MetricRow[]>(isReached.value ? ask('metrics', { type: list, limit: isMap ? COUNTRIES : limit }, undefined, id) : undefined);
  const earlier = useAnswer<MetricRow[]>(isReached.value && compare.value && comparedWith.value
    ? ask('metrics', { type: list, limit: ROWS_BEFORE }, comparedWith.value, id) : undefined);
  const before = compare.value && earlier.isFresh
    ? new Map(earlier.data!.map((row) => [keyOf(row), row.y])) : undefined;
  useEffect(() => {
    if (answer.isFresh && before) onCompared?.(list, answer.data!, before);
  }, [list, answer.isFresh && answer.data, earlier.isFresh && earlier.data]);
  const total = list === 'event' ? answer.data?.reduce((sum, row) => sum + row.y, 0) : totals?.visitors;
  const tabs = panel.lists.map((each) => [each as string, tMaybe(`tab.${each}`) ?? t(listWord(each))] as const);
  if (panel.hasMap && panel.lists.length > 1) tabs.push(['map', t('tab.map')]);
  return (
    <div ref={element}>
      <Panel title={t(`panel.${panel.name}`)} answer={withOther(answer, earlier)} room={room} isEmpty={(rows) => !rows.length}
        tools={tabs.length > 1 && <Tabs name={panel.name} chosen={isMap ? 'map' : list} choices={tabs} />}>
        {(rows) => isMap ? <WorldMap rows={rows} total={total} title={t('tab.map')} /> : <Rows {...{ list, rows: rows.slice(0, limit), total, domain, before, home }} />}
      </Panel>
    </div>
  );
}

/** What tells one row from another: cities of one name lie in several countries. */
const keyOf = ({ x, country }: MetricRow) => `${x} ${country ?? ''}`;

interface RowsProps {
  list: ListName;
  rows: readonly MetricRow[];
  total: number | undefined;
  domain: string | undefined;
  before: ReadonlyMap<string, number> | undefined;
  home: Props['home'];
}

/** The address of a whole list. */
const whole = (view: ListName, home: Props['home'], filter: Changes = {}) =>
  base + (home ? withChanges({ view, ...filter }, carried.value, home) : withChanges({ view, search: null, sort: null, ...filter }));


function Rows({ list, rows, total, domain, before, home }: RowsProps) {
  const most = Math.max(1, ...rows.map(({ y }) => y));
  const isEvent = list === 'event';
  const download = () => save(`${t(listWord(list))} ${date.value}`, [
    [t(listWord(list)), t(isEvent ? 'count' : 'visitors')], ...rows.map(({ x, y }) => [x ?? '', y]),
  ]);
  return (
    <>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{t(listWord(list))}</th>
            <th scope="col" class="number">{t(isEvent ? 'count' : 'visitors')}</th>
            <th scope="col" class="number share">%</th>
            {before && <th scope="col" class="number">{t('change')}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} style={{ '--part': row.y / most }}>
              <th scope="row"><Value list={list} value={row.x ?? ''} country={row.country} domain={domain} home={home} /></th>
              <td class="number" data-v={row.y} title={exact(row.y)}>{short(row.y)}</td>
              <td class="number share">{total ? percent(Math.min(1, row.y / total)) : ''}</td>
              {before && <td class="number"><Change now={row.y} before={before.get(keyOf(row)) ?? 0} /></td>}
            </tr>
          ))}
        </tbody>
      </table>
      <footer class="panel-foot">
        {home === null ? <span /> : <a class="button plain" href={whole(list, home)}>{t('all')}<span class="unseen"> {t(listWord(list))}</span></a>}
        <FileButton save={download} />
      </footer>
    </>
  );
}

interface ValueProps {
  list: ListName;
  value: string;
  country?: string | null | undefined;
  domain: string | undefined;
  home?: Props['home'];
}

/** A value of a list: a link that filters where the API can, and an arrow to the page itself where there is one. */
export function Value({ list, value, country, domain, home }: ValueProps) {
  const wanted = filterOf(list, value);
  // By a channel the API cannot filter: it opens the list of those who make it.
  const referrers = list === 'channel' && home !== null ? referrersOf(value) : undefined;
  const outside = outsideOf(list, value, domain);
  const name = nameOf(list, value, country);
  const code = list === 'country' ? value : list === 'region' || list === 'city' ? country : undefined;
  const text = <>{code && <span class="code" aria-hidden="true">{code}</span>}<span class="text" dir="auto">{name}</span></>;
  return (
    <span class="value">
      {wanted ? <FilterLink wanted={wanted} outside={outside}>{text}</FilterLink>
        : referrers ? <a class="filter-link" href={whole('referrer', home, { referrer: `re.${referrers}` })}>{text}</a>
        : <span class="filter-link is-plain">{text}</span>}
      {outside && <a class="outside" href={outside} target="_blank" rel="noopener noreferrer" aria-label={t('open-page-of', { name })} title={t('open-page')}><Icon name="out" /></a>}
    </span>
  );
}
