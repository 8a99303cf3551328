// What a session did, by day and by visit: each visit is the path that was walked, with the time of each step.
import { parameter } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { bucketName, clock, duration, exact } from '../lib/format.ts';
import { Failed } from '../lib/panel.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { EventProperties, FilterValue, Opener, What } from '../panels/step.tsx';
import { type OneSession, type SessionStep } from '../panels/visits.ts';
import { daysOf, type Visit } from './path.ts';

const LIMIT = 500; // the API's own

interface Props {
  id: string;
  session: OneSession;
  to: string | undefined;
}

export function Activity({ id, session, to }: Props) {
  // From its first to its last event, as Umami asks. The times are cut to milliseconds: a whole one more has all.
  const answer = useAnswer<SessionStep[]>(withParameters(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}/activity`, {
    startAt: Date.parse(session.firstAt), endAt: Date.parse(session.lastAt) + 1,
  }));
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (!answer.data) return <div class="skeleton" style={{ height: '24rem' }} aria-busy="true" />;
  const days = daysOf(answer.data, zone.value);
  if (!days.length) return <p class="state">{t('session.nothing')}</p>;
  return (
    <div aria-busy={answer.since > 0}>
      {days.map(({ name, visits }) => (
        <section key={name} class="day" aria-label={bucketName(name, 'day')}>
          <h3>{bucketName(name, 'day')}</h3>
          {visits.map((visit) => <OneVisit key={visit.id} visit={visit} to={to} />)}
        </section>
      ))}
      {answer.data.length >= LIMIT && <p class="note">{t('first-rows', { count: exact(LIMIT) })}</p>}
    </div>
  );
}

function OneVisit({ visit: { id, start, end, steps, views, events }, to }: { visit: Visit; to: string | undefined }) {
  const { referrerDomain, hostname } = steps[0]!;
  const from = referrerDomain && referrerDomain !== hostname?.replace(/^www\./, '') ? referrerDomain : undefined;
  return (
    <article class="visit" data-visit={id}>
      <header>
        <h4>{t('session.visit')} <time dateTime={new Date(start).toISOString()}>{clock(start, zone.value)}</time></h4>
        <span class="note">
          {t('views')} <b data-v={views}>{exact(views)}</b> · {t('page.events')} <b data-v={events}>{exact(events)}</b> · {duration((end - start) / 1000)}
        </span>
        {from && <span class="note came-from">{t('field.referrer')} <FilterValue field="referrer" value={from} to={to} /></span>}
      </header>
      <ol class="path">
        {steps.map((step) => (
          <li key={step.eventId} data-step={step.eventType}>
            <time dateTime={step.createdAt}>{clock(Date.parse(step.createdAt), zone.value)}</time>
            <What step={step} to={to} />
            {step.hasData && <Opener id={step.eventId} />}
            {step.hasData && parameter('opened') === step.eventId && <EventProperties id={step.eventId} />}
          </li>
        ))}
      </ol>
    </article>
  );
}
