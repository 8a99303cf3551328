// The overview of a website: what people look at every morning.
import { useAnswer } from '../lib/answers.ts';
import { Head } from '../lib/head.tsx';
import { ask, isFiltered, periodBefore, websiteId } from '../lib/question.ts';
import { type Stats } from '../lib/stats.ts';
import { t } from '../lib/words.ts';
import { useWebsite } from '../lib/website.ts';
import { exact } from '../lib/format.ts';
import { Cards } from '../panels/cards.tsx';
import { FirstHit } from './first-hit.tsx';
import { Hours } from '../panels/hours.tsx';
import { List } from '../panels/list.tsx';
import { PANELS } from '../panels/lists.ts';
import { LongList } from '../panels/long-list.tsx';
import { OverTime } from '../panels/over-time.tsx';

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
      <Head title={<>{website?.name ?? '\u00a0'} <Online /></>} />
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
