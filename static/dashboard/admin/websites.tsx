// All websites of the server, with whose they are.
import { base } from '../lib/address.ts';
import { dateName } from '../lib/format.ts';
import { zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Listing } from './listing.tsx';

interface Listed {
  id: string;
  name: string;
  domain: string | null;
  createdAt: string;
  user: { id: string; username: string } | null;
  team: { id: string; name: string } | null;
}

export function AllWebsites() {
  return (
    <Listing<Listed> title={t('page.sites')} of="/admin/websites"
      columns={[{ name: t('site') }, { name: t('settings.role.team-owner') }, { name: t('created'), kind: 'only-wide' }]}
      row={({ id, name, domain, createdAt, user, team }) => (
        <>
          <th scope="row"><a href={`${base}/admin/websites/${id}`}>{name}</a> <small>{domain}</small></th>
          <td>
            {user ? <a href={`${base}/admin/users/${user.id}`}>{user.username}</a> : team ? <a href={`${base}/admin/teams/${team.id}`}>{team.name}</a> : '–'}
          </td>
          <td class="only-wide">{dateName(Date.parse(createdAt), zone.value)}</td>
        </>
      )} />
  );
}
