// The overview of a website: what people look at every morning.
import { useAnswer } from '../lib/answers.ts';
import { FilterBar } from '../lib/filter-bar.tsx';
import { Picker, RangeLine } from '../lib/picker.tsx';
import { ask, isFiltered, periodBefore, websiteId } from '../lib/question.ts';
import { type Stats } from '../lib/stats.ts';
import { t } from '../lib/words.ts';
import { useWebsite } from '../lib/website.ts';
import { exact } from '../lib/format.ts';
import { Cards } from './cards.tsx';
import { FirstHit } from './first-hit.tsx';
import { Hours } from './hours.tsx';
import { List } from './list.tsx';
import { PANELS } from './lists.ts';
import { LongList } from './long-list.tsx';
import { OverTime } from './over-time.tsx';

export default function Overview() {
  const website = useWebsite();
  const stats = useAnswer<Stats>(ask('stats'));
  const before = useAnswer<Stats>(periodBefore.value && ask('stats', {}, periodBefore.value));
  const totals = stats.data && {
    ...stats.data, comparison: periodBefore.value ? (before.data ?? stats.data.comparison) : stats.data.comparison,
  };
  const isEmpty = stats.isFresh && !stats.data?.pageviews && !isFiltered.value;
  return (
    <>
      <div class="head">
        <div>
          <h1>{website?.name ?? '\u00a0'} <Online /></h1>
          <RangeLine />
        </div>
        <span class="space" />
        <Picker />
      </div>
      <FilterBar />
      {isEmpty && <FirstHit />}
      <Cards answer={stats} totals={totals} />
      <OverTime />
      <div class="grid">
        {PANELS.map((panel) => <List key={panel.name} panel={panel} domain={website?.domain ?? undefined} totals={stats.isFresh ? totals : undefined} />)}
        <Hours />
      </div>
      <LongList domain={website?.domain ?? undefined} totals={stats.isFresh ? totals : undefined} />
    </>
  );
}

const ONLINE_MS = 30_000;

/** How many visitors have done anything in the last five minutes. */
function Online() {
  const { data } = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: ONLINE_MS });
  if (!data) return null;
  return (
    <span class="online" data-v={data.visitors}>
      <span class={data.visitors ? 'dot' : 'dot is-off'} />{t('online-now', { n: data.visitors, count: exact(data.visitors) })}
    </span>
  );
}
