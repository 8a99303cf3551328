// The settings of one website, also below /admin.
import { useAnswer } from '../lib/answers.ts';
import { beside } from '../lib/address.ts';
import { Failed } from '../lib/panel.tsx';
import { linksOf } from '../lib/places.tsx';
import { websiteId } from '../lib/question.ts';
import { useMayEdit } from '../lib/rights.ts';
import { trouble } from '../lib/session.ts';
import { type Website } from '../lib/website.ts';
import { t, type Word } from '../lib/words.ts';
import { Shares } from '../panels/shares.tsx';
import { DangerZone } from './danger-zone.tsx';
import { Details } from './details.tsx';
import { Recorder } from './recorder.tsx';
import { Tracking } from './tracking.tsx';

export default function WebsiteSettings() {
  const { data, error, isFresh, retry } = useAnswer<Website | null>(websiteId.value ? `/websites/${websiteId.value}` : undefined);
  const website = (isFresh && data) || undefined;
  const mayEdit = useMayEdit(website);
  return (
    <>
      <div class="head"><h1>{t('page.settings')}</h1></div>
      {error && !website ? <Failed error={error} retry={retry} />
        : isFresh && !website ? <p class="state">{t('missing')}</p>
        : !website || mayEdit === undefined ? !trouble.value && <div class="skeleton" style={{ height: '30rem' }} />
        : <All key={website.id} website={website} mayEdit={mayEdit} />}
    </>
  );
}

function All({ website, mayEdit }: { website: Website; mayEdit: boolean }) {
  return (
    <>
      {!mayEdit && <p class="note told">{t('settings.may-not')}</p>}
      <div class="two-columns">
        <div>
          <Details website={website} mayEdit={mayEdit} />
          <Recorder website={website} mayEdit={mayEdit} />
        </div>
        <div>
          <Tracking website={website} />
          <Shares kind="website" id={website.id} mayEdit={mayEdit} />
          <Chosen website={website} />
          {mayEdit && <DangerZone website={website} />}
        </div>
      </div>
    </>
  );
}

/** Where to find what belongs to the website too: named choices of visits and visitors, and the test console. */
function Chosen({ website }: { website: Website }) {
  const hasConsole = document.documentElement.dataset['console'] === 'on';
  const links = [
    ...linksOf([['segments', '/segments', 'filter'], ['cohorts', '/cohorts', 'user']], (path) => beside(`/websites/${website.id}${path}`)),
    ...(hasConsole ? linksOf([['console', '/console', 'live']], (path) => `${path}/${website.id}`) : []),
  ];
  if (!links.length) return null;
  return (
    <section class="panel" aria-label={t('settings.more')}>
      <header class="panel-head"><h2>{t('settings.more')}</h2></header>
      <div class="buttons">{links.map(([page, href]) => <a key={page} class="button" href={href}>{t(`page.${page}` as Word)}</a>)}</div>
    </section>
  );
}
