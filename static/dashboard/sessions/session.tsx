// One session: who, what is known of the browser and the place, and what was done. The sheet and the page show the same.
import { mayShow, parameter } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Copy } from '../lib/copy.tsx';
import { duration, short } from '../lib/format.ts';
import { Failed, Tabs } from '../lib/panel.tsx';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Avatar, shortId } from '../panels/avatar.tsx';
import { CardRow, type Card } from '../panels/cards.tsx';
import { type OneSession } from '../panels/visits.ts';
import { Activity } from './activity.tsx';
import { Facts } from './facts.tsx';
import { Replays } from './replays.tsx';
import { SessionProperties } from './session-properties.tsx';

const CARDS: readonly Card<OneSession>[] = [
  { word: 'visits', value: ({ visits }) => visits, text: short },
  { word: 'views', value: ({ views }) => Number(views), text: short },
  { word: 'page.events', value: ({ events }) => Number(events), text: short },
  { word: 'time', value: ({ totaltime }) => Number(totaltime), text: duration },
];

interface Props {
  id: string;
  /** Where its facts filter, if not on the page below the sheet. */
  to?: string;
}

export function Session({ id, to }: Props) {
  const answer = useAnswer<OneSession>(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}`);
  const session = answer.data;
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (session && !session.id) return <p class="state">{t('session.unknown')}</p>;
  return (
    <div class="session" aria-busy={answer.since > 0}>
      <Who id={id} session={session} />
      <CardRow answer={answer} cards={CARDS} totals={session} />
      <div class="session-parts">
        {session ? <Facts session={session} to={to} /> : <div class="skeleton" style={{ height: '26rem' }} />}
        {session && <Parts id={id} session={session} to={to} />}
      </div>
    </div>
  );
}

function Who({ id, session }: { id: string; session: OneSession | undefined }) {
  return (
    <div class="session-who">
      <Avatar id={id} />
      <div>
        <strong dir="auto">{session?.distinctId || shortId(id)}</strong>
        <p class="note"><span class="unseen">{t('session.id')}</span> <code>{id}</code></p>
      </div>
      <Copy text={id} about={t('session.id')} />
    </div>
  );
}

function Parts({ id, session, to }: { id: string; session: OneSession; to: string | undefined }) {
  const about = parameter('about');
  const part = about === 'properties' || (about === 'replays' && mayShow('replays')) ? about : 'activity';
  return (
    <div class="session-part">
      <Tabs name="about" chosen={part} choices={[['activity', t('session.activity')], ['properties', t('session.properties')],
        ...(mayShow('replays') ? [['replays', t('page.replays')] as const] : [])]} />
      {part === 'properties' ? <SessionProperties id={id} /> : part === 'replays' ? <Replays id={id} /> : <Activity id={id} session={session} to={to} />}
    </div>
  );
}
