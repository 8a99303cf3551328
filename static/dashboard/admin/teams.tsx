// All teams of the server.
import { base } from '../lib/address.ts';
import { dateName, exact } from '../lib/format.ts';
import { zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Listing } from './listing.tsx';

interface Listed {
  id: string;
  name: string;
  createdAt: string;
  members: { role: string; user: { id: string; username: string } | null }[];
  _count: { websites: number; members: number };
}

export function AllTeams() {
  return (
    <Listing<Listed> title={t('page.teams')} of="/admin/teams"
      columns={[
        { name: t('name') }, { name: t('settings.role.team-owner') }, { name: t('team.members'), kind: 'number' },
        { name: t('page.sites'), kind: 'number' }, { name: t('created'), kind: 'only-wide' },
      ]}
      row={({ id, name, createdAt, members, _count }) => {
        const owner = members.find(({ role }) => role === 'team-owner')?.user;
        return (
          <>
            <th scope="row"><a href={`${base}/admin/teams/${id}`}>{name}</a></th>
            <td>{owner ? <a href={`${base}/admin/users/${owner.id}`}>{owner.username}</a> : '–'}</td>
            <td class="number" data-v={_count.members}>{exact(_count.members)}</td>
            <td class="number" data-v={_count.websites}>{exact(_count.websites)}</td>
            <td class="only-wide">{dateName(Date.parse(createdAt), zone.value)}</td>
          </>
        );
      }} />
  );
}
