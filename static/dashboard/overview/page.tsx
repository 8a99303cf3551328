// The overview of a website: what people look at every morning.
import { useSignal } from '@preact/signals';
import { isShared } from '../lib/address.ts';
import { causeOf } from '../lib/cause.ts';
import { Head } from '../lib/head.tsx';
import { ask, compare, comparedWith, isFiltered } from '../lib/question.ts';
import { type MetricRow } from '../lib/stats.ts';
import { useWebsite } from '../lib/website.ts';
import { Cards } from '../panels/cards.tsx';
import { Hours } from '../panels/hours.tsx';
import { List, ROWS } from '../panels/list.tsx';
import { PANELS, type List as ListName } from '../panels/lists.ts';
import { LongList } from '../panels/long-list.tsx';
import { Online } from '../panels/online.tsx';
import { OverTime } from '../panels/over-time.tsx';
import { useTotals } from '../panels/totals.ts';
import { Export } from './export.tsx';
import { FirstHit } from './first-hit.tsx';
import { Morning } from './morning.tsx';

export default function Overview() {
  const website = useWebsite();
  const { answer: stats, totals } = useTotals();
  // Which source it comes from is known once both periods of the list are: while nobody compares, nothing is said.
  const sources = useSignal<{ of: string | undefined; rows: readonly MetricRow[]; before: ReadonlyMap<string, number> } | undefined>(undefined);
  // What the answers belong to: the range, the filters, and the period that they are compared with.
  const question = `${ask('stats')} ${comparedWith.value?.start}:${comparedWith.value?.end}`;
  const onCompared = (list: ListName, rows: readonly MetricRow[], earlier: ReadonlyMap<string, number>) => {
    sources.value = list === 'referrer' ? { of: question, rows, before: earlier } : undefined;
  };
  const told = compare.value && stats.isFresh && sources.value?.of === question ? sources.value : undefined;
  const cause = told && totals?.comparison && causeOf(
    { now: totals.visitors, before: totals.comparison.visitors }, told.rows.map(({ x, y }) => ({ value: x ?? '', now: y })),
    new Map([...told.before].map(([key, count]) => [key.trimEnd(), count])), told.rows.length >= ROWS,
  );
  const isEmpty = stats.isFresh && !stats.data?.pageviews && !isFiltered.value;
  return (
    <>
      <Head title={<>{website?.name ?? '\u00a0'} <Online /></>} />
      {isEmpty && !isShared.value && <FirstHit />}
      {compare.value && <Morning cause={cause} />}
      <Cards answer={stats} totals={totals} />
      <OverTime />
      <div class="grid">
        {PANELS.map((panel) => (
          <List key={panel.name} panel={panel} domain={website?.domain ?? undefined} totals={stats.isFresh ? totals : undefined}
            {...(panel.name === 'sources' && { onCompared })} />
        ))}
        <Hours />
      </div>
      <Export name={website?.name ?? ''} />
      <LongList domain={website?.domain ?? undefined} totals={stats.isFresh ? totals : undefined} />
    </>
  );
}
