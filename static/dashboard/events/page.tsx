// The events of a website: how many, of which name and when, one by one, and what they told.
import { parameter } from '../lib/address.ts';
import { useAnswer, withOther } from '../lib/answers.ts';
import { short } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Tabs } from '../lib/panel.tsx';
import { ask, compare, periodBefore, serverCompare } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { CardRow, type Card } from '../panels/cards.tsx';
import { EventList } from './list.tsx';
import { Log } from './log.tsx';
import { EventsOverTime } from './over-time.tsx';
import { PropertiesOfEvents } from './properties.tsx';

/** Spec 04, section 7.6. */
interface EventTotals {
  events: number;
  visitors: number;
  visits: number;
  uniqueEvents: number;
}

interface EventStats {
  data: EventTotals & { comparison: EventTotals };
}

const CARDS: readonly Card<EventTotals>[] = [
  { word: 'visitors', value: ({ visitors }) => visitors, text: short },
  { word: 'visits', value: ({ visits }) => visits, text: short },
  { word: 'page.events', value: ({ events }) => events, text: short },
  { word: 'event.unique', value: ({ uniqueEvents }) => uniqueEvents, text: short },
];

export default function Events() {
  const own = periodBefore.value;
  const stats = useAnswer<EventStats>(ask('events/stats', { compare: serverCompare.value }));
  const earlier = useAnswer<EventStats>(own && ask('events/stats', {}, own));
  const totals = stats.data?.data;
  const before = own ? earlier.data?.data : totals?.comparison;
  const asked = parameter('tab');
  const tab = asked === 'activity' || asked === 'properties' ? asked : 'chart';
  return (
    <>
      <Head title={t('page.events')} />
      <CardRow answer={compare.value ? withOther(stats, earlier) : stats} cards={CARDS} totals={totals} before={before} />
      <div class="page-tabs">
        <Tabs name="tab" chosen={tab} choices={[['chart', t('event.chart')], ['activity', t('session.activity')], ['properties', t('session.properties')]]} />
      </div>
      {tab === 'activity' ? <Log /> : tab === 'properties' ? <PropertiesOfEvents /> : (
        <div class="grid events-grid">
          <EventsOverTime />
          <EventList total={stats.isFresh ? totals?.events : undefined} />
        </div>
      )}
    </>
  );
}
