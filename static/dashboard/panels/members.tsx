// The members of a team: who they are, what they may do, and for those who may, changing that.
import { useSignal } from '@preact/signals';
import { parameter } from '../lib/address.ts';
import { renew, useAnswer } from '../lib/answers.ts';
import { ApiError, call, withParameters } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { Drop } from '../lib/drop.tsx';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { PAGE_SIZE, Pager, Search, paging, type Paged } from '../lib/search.tsx';
import { type Member } from '../lib/rights.ts';
import { user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { TEAM_ROLES, roleChoices, roleName } from './roles.ts';

interface Named extends Member {
  id: string;
  user: { id: string; username: string } | null;
}

export function Members({ id, mayEdit }: { id: string; mayEdit: boolean }) {
  const answer = useAnswer<Paged<Named>>(withParameters(`/teams/${id}/users`, paging()));
  return (
    <>
      <Panel title={t('team.members')} answer={answer} room={6}
        tools={<>
          {(parameter('search') || (answer.data?.count ?? 0) > PAGE_SIZE) && <Search />}
          {user.value?.isAdmin && <Drop kind="end" label={<><Icon name="plus" />{t('team.add')}</>}>{(close) => <Add id={id} close={close} />}</Drop>}
        </>}>
        {({ data }) => !data.length ? <p class="note">{t('no-match')}</p> : (
          <ul class="things">{data.map((member) => <Row key={member.id} id={id} member={member} mayEdit={mayEdit} />)}</ul>
        )}
      </Panel>
      {answer.data && <Pager count={answer.data.count} />}
    </>
  );
}

function Row({ id, member, mayEdit }: { id: string; member: Named; mayEdit: boolean }) {
  const name = member.user?.username ?? '–';
  // Owners stay: nobody could make them owners again. Whoever wants to go leaves.
  const isKept = member.role === 'team-owner' || member.userId === user.value?.id;
  const about = <span class="unseen"> {name}</span>;
  return (
    <li>
      <div class="thing"><strong>{name}</strong><small>{roleName(member.role)}</small></div>
      {mayEdit && !isKept && (
        <div class="tools">
          <Drop kind="end" label={<>{t('settings.role')}{about}</>}>{(close) => <Role id={id} member={member} close={close} />}</Drop>
          <Danger label={t('team.remove')} word={null} hint={name} run={async () => {
            await call('DELETE', `/teams/${id}/users/${member.userId}`);
            renew(`/teams/${id}`);
          }} />
        </div>
      )}
    </li>
  );
}

function Role({ id, member, close }: { id: string; member: Named; close: () => void }) {
  const role = useSignal(member.role);
  return (
    <Form save={async () => {
      await call('POST', `/teams/${id}/users/${member.userId}`, { role: role.value });
      renew(`/teams/${id}`);
      close();
    }}>
      <Choice label={t('settings.role')} of={role} choices={roleChoices(TEAM_ROLES)} />
    </Form>
  );
}

/** Only administrators may look up who there is; all others give the team's code. */
function Add({ id, close }: { id: string; close: () => void }) {
  const [name, role] = [useSignal(''), useSignal<string>('team-member')];
  const found = useAnswer<{ data: { id: string; username: string }[] }>(withParameters('/admin/users', { pageSize: 10, search: name.value || undefined }));
  return (
    <Form label={t('team.add')} save={async () => {
      const wanted = found.data?.data.find(({ username }) => username === name.value);
      if (!wanted) throw new ApiError(404, 'not-found', t('no-match'));
      await call('POST', `/teams/${id}/users`, { userId: wanted.id, role: role.value });
      renew(`/teams/${id}`);
      close();
    }}>
      <Text label={t('username')} of={name} required list="users" autofocus autocomplete="off" autocapitalize="none" />
      <datalist id="users">{found.data?.data.map(({ id: key, username }) => <option key={key} value={username} />)}</datalist>
      <Choice label={t('settings.role')} of={role} choices={roleChoices(TEAM_ROLES)} />
    </Form>
  );
}
