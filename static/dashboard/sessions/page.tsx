// The sessions of a website, or one of them on a page of its own.
import { beside, parameter, place } from '../lib/address.ts';
import { Head } from '../lib/head.tsx';
import { Tabs } from '../lib/panel.tsx';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { SessionsList } from './list.tsx';
import { PropertiesOfSessions } from './properties.tsx';
import { Session } from './session.tsx';

export default function Sessions() {
  const { sessionId } = place.value.parts;
  if (sessionId) {
    return (
      <>
        <Head title={t('session.title')} hasFilters={false} hasRange={false} />
        <section class="panel" aria-label={t('session.title')}>
          <Session key={sessionId} id={decodeURIComponent(sessionId)} to={beside(`/websites/${websiteId.value}/sessions`)} />
        </section>
      </>
    );
  }
  const tab = parameter('tab') === 'properties' ? 'properties' : 'activity';
  return (
    <>
      <Head title={t('page.sessions')} />
      <div class="page-tabs"><Tabs name="tab" chosen={tab} choices={[['activity', t('session.activity')], ['properties', t('session.properties')]]} /></div>
      {tab === 'properties' ? <PropertiesOfSessions /> : <SessionsList />}
    </>
  );
}
