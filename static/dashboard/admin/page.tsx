// All users, websites and teams of the server. Whoever does not run it is told so, and nothing is asked.
import { path, place } from '../lib/address.ts';
import { later } from '../lib/later.tsx';
import { trouble, user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { AdminSections } from '../panels/sections.tsx';
import { Team } from '../panels/team.tsx';
import { AllTeams } from './teams.tsx';
import { OneUser } from './user.tsx';
import { AllUsers } from './users.tsx';
import { AllWebsites } from './websites.tsx';

/** The same as a website's own page: who looks at lists does not need it. */
const WebsiteSettings = later(async () => (await import('../settings/page.tsx')).default);

export default function Admin() {
  const { userId, websiteId, teamId } = place.value.parts;
  if (trouble.value) return null; // The frame tells it.
  if (!user.value) return <div class="skeleton" style={{ height: '20rem' }} />;
  if (!user.value.isAdmin) return <p class="state">{t('admin.only')}</p>;
  if (websiteId) return <WebsiteSettings />;
  return (
    <>
      <AdminSections />
      {userId ? <OneUser key={userId} id={userId} />
        : teamId ? <Team key={teamId} id={teamId} list="/admin/teams" />
        : path.value.endsWith('/websites') ? <AllWebsites />
        : path.value.endsWith('/teams') ? <AllTeams />
        : <AllUsers />}
    </>
  );
}
