// Recordings of visits: those of the range, and those that are kept; `?replay=` opens one of them.
import { parameter } from '../lib/address.ts';
import { Head } from '../lib/head.tsx';
import { Tabs } from '../lib/panel.tsx';
import { linksOf, onSite } from '../lib/places.tsx';
import { useMayEdit } from '../lib/rights.ts';
import { useWebsite } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { ReplaysList } from './list.tsx';
import { SavedList } from './saved.tsx';
import { ReplaySheet } from './sheet.tsx';

export default function Replays() {
  const website = useWebsite();
  const mayEdit = useMayEdit(website);
  const isSaved = parameter('tab') === 'saved';
  const [settings] = linksOf([['settings', '/settings', 'settings']], onSite);
  return (
    <>
      {/* Those that are kept are of all times, and the API filters them by their names only. */}
      <Head title={t('page.replays')} hasCompare={false} hasRange={!isSaved} hasFilters={!isSaved} />
      <div class="page-tabs"><Tabs name="tab" chosen={isSaved ? 'saved' : ''} choices={[['', t('all')], ['saved', t('replay.saved')]]} /></div>
      {website && !website.replayEnabled && (
        <p class="panel told">{t('replay.off')} {mayEdit && settings && <a href={settings[1]}>{t('page.settings')}</a>}</p>
      )}
      {isSaved ? <SavedList /> : <ReplaysList />}
      <ReplaySheet />
    </>
  );
}
