// The recordings of one session; each is played on the page of recordings.
import { base, beside, withQuery } from '../lib/address.ts';
import { now, useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { duration, exact, moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { carried, websiteId, zone } from '../lib/question.ts';
import { type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';

const MOST = 100;

/** A recording (spec 04, section 12.1); its id is that of the visit, its duration in milliseconds. */
interface Replay {
  id: string;
  startedAt: string;
  duration: number;
  eventCount: number;
}

export function Replays({ id }: { id: string }) {
  // Of all time: what is sent later than the events it shows would else be missed.
  const answer = useAnswer<Paged<Replay>>(withParameters(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}/replays`, {
    startAt: 0, endAt: now.value, pageSize: MOST,
  }));
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (!answer.data) return <div class="skeleton" style={{ height: '12rem' }} aria-busy="true" />;
  const replays = answer.data.data;
  if (!replays.length) return <p class="state">{t('session.nothing')}</p>;
  const played = (replay: string) => {
    const query = new URLSearchParams(carried.value);
    query.set('replay', replay);
    return base + withQuery(query, beside(`/websites/${websiteId.value}/replays`));
  };
  return (
    <ul class="replays">
      {replays.map((replay) => (
        <li key={replay.id}>
          <a class="button plain" href={played(replay.id)}>
            <Icon name="replays" />{moment(Date.parse(replay.startedAt), zone.value)}
            <span class="note" data-v={replay.duration}>{duration(replay.duration / 1000)}</span>
            <span class="note">{t('actions')} <b data-v={replay.eventCount}>{exact(replay.eventCount)}</b></span>
          </a>
        </li>
      ))}
      {answer.data.count > MOST && <li class="note">{t('first-rows', { count: exact(MOST) })}</li>}
    </ul>
  );
}
