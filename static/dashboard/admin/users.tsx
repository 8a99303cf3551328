// All users of the server, and a form for a new one.
import { useSignal } from '@preact/signals';
import { base, go } from '../lib/address.ts';
import { call } from '../lib/api.ts';
import { Drop } from '../lib/drop.tsx';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { dateName, exact } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { ROLES, roleChoices, roleName } from '../panels/roles.ts';
import { Listing } from './listing.tsx';

interface Listed {
  id: string;
  username: string;
  role: string;
  createdAt: string;
  _count: { websites: number };
}

export function AllUsers() {
  return (
    <Listing<Listed> title={t('admin.users')} of="/admin/users"
      columns={[{ name: t('username') }, { name: t('settings.role') }, { name: t('page.sites'), kind: 'number' }, { name: t('created'), kind: 'only-wide' }]}
      tools={<Drop kind="end main-drop" label={<><Icon name="plus" />{t('admin.new-user')}</>}>{(close) => <Create close={close} />}</Drop>}
      row={({ id, username, role, createdAt, _count }) => (
        <>
          <th scope="row"><a href={`${base}/admin/users/${id}`}>{username}</a></th>
          <td>{roleName(role)}</td>
          <td class="number" data-v={_count.websites}>{exact(_count.websites)}</td>
          <td class="only-wide">{dateName(Date.parse(createdAt), zone.value)}</td>
        </>
      )} />
  );
}

function Create({ close }: { close: () => void }) {
  const [name, password, role] = [useSignal(''), useSignal(''), useSignal<string>('user')];
  return (
    <Form label={t('create')} save={async () => {
      const made = await call<{ id: string }>('POST', '/users', { username: name.value, password: password.value, role: role.value });
      close();
      go(`/admin/users/${made.id}`);
    }}>
      <Text label={t('username')} of={name} required maxLength={255} autofocus autocomplete="off" autocapitalize="none" />
      <Text label={t('password')} of={password} type="password" required minLength={8} maxLength={255} autocomplete="new-password" />
      <Choice label={t('settings.role')} of={role} choices={roleChoices(ROLES)} />
    </Form>
  );
}
