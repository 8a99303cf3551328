// What happens now: the last half hour by minute, and what its visitors do, newest first.
import { CHART_ROOM, Chart } from '../lib/chart.tsx';
import { clock, exact, short, zoneName } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { WorldMap } from '../lib/map.tsx';
import { Failed, Panel } from '../lib/panel.tsx';
import { zone } from '../lib/question.ts';
import { useWebsite } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { label, startOf, wallOf } from '../lib/zones.ts';
import { Online } from '../panels/online.tsx';
import { byMinute, minutes, type Live } from './answer.ts';
import { Ranking } from './ranking.tsx';
import { Log } from './log.tsx';
import { useLive } from './question.ts';

const CARDS = ['views', 'visitors', 'events', 'countries'] as const;
const NAMES = { views: 'views', visitors: 'visitors', events: 'panel.events', countries: 'live.countries' } as const;

export default function LivePage() {
  const website = useWebsite();
  const { answer, trouble, isPaused, toggle } = useLive();
  const of = { answer, domain: website?.domain ?? undefined };
  return (
    <>
      <Head hasRange={false} title={<>{website?.name ?? '\u00a0'} <Online /></>} tools={
        <button type="button" class="button" onClick={toggle}>
          <Icon name={isPaused ? 'replays' : 'pause'} />{t(isPaused ? 'live.resume' : 'live.pause')}
        </button>
      } />
      {trouble && <section class="panel trouble"><Failed error={trouble} retry={answer.retry} /></section>}
      <ul class={`cards live-cards ${answer.since && answer.data ? 'is-old' : ''}`} aria-label={t('numbers')}>
        {CARDS.map((card) => {
          const value = answer.data?.totals[card];
          return (
            <li key={card} class="card">
              <span class="card-name">{t(NAMES[card])}</span>
              <span class="card-value" data-v={value} data-card={card} title={value === undefined ? undefined : exact(value)}>{value === undefined ? '\u00a0' : short(value)}</span>
              {/* Umami adds up the minutes: who stays for ten of them is ten here. */}
              {card === 'visitors' && <span class="card-before">{t('live.each-minute')}</span>}
            </li>
          );
        })}
      </ul>
      <Panel title={t('live.half-hour')} answer={answer} room={CHART_ROOM}
        tools={answer.data && <span class="note">{clock(answer.data.timestamp, zone.value)} {zoneName(zone.value, answer.data.timestamp)}</span>}>
        {(data) => <HalfHour data={data} />}
      </Panel>
      <Log {...of} />
      <div class="grid threefold">
        <Ranking {...of} title="pages" list="path" counts={(data) => data.urls} total={(data) => data.events.filter(({ __type }) => __type !== 'session').length} />
        <Ranking {...of} title="sources" list="referrer" counts={(data) => data.referrers} total={(data) => data.events.filter(({ __type }) => __type !== 'session').length} />
        <Ranking {...of} title="places" list="country" counts={(data) => data.countries} total={(data) => data.events.filter(({ __type }) => __type === 'session').length} />
      </div>
      <div class="world">
        <Panel title={t('field.country')} isQuiet answer={answer} room={20}>
          {(data) => <WorldMap title={t('field.country')} total={data.events.filter(({ __type }) => __type === 'session').length}
            rows={Object.entries(data.countries).map(([x, y]) => ({ x, y }))} canFilter />}
        </Panel>
      </div>
    </>
  );
}

function HalfHour({ data }: { data: Live }) {
  const instants = minutes(data.timestamp);
  const names = instants.map((instant) => label(startOf(wallOf(instant, zone.value), 'minute')));
  return (
    <Chart names={names} unit="minute" canZoom={false} title={t('live.half-hour')} series={[
      { name: t('views'), kind: 'views', values: byMinute(data.series.views, instants) },
      { name: t('visitors'), kind: 'visitors', values: byMinute(data.series.visitors, instants) },
    ]} />
  );
}
