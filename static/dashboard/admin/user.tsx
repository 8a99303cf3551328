// One user: name, role, another password; what is theirs; their end.
import { useSignal } from '@preact/signals';
import { base, go } from '../lib/address.ts';
import { forget, renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { dateName } from '../lib/format.ts';
import { Failed, Panel } from '../lib/panel.tsx';
import { zone } from '../lib/question.ts';
import { renewUser, user as caller } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { ROLES, roleChoices } from '../panels/roles.ts';

interface User {
  id: string;
  username: string;
  role: string;
  createdAt: string;
}

export function OneUser({ id }: { id: string }) {
  const { data: user, error, retry } = useAnswer<User | null>(`/users/${id}`);
  if (error && !user) return <Failed error={error} retry={retry} />;
  if (user === undefined) return <div class="skeleton" style={{ height: '20rem' }} />;
  if (!user) return <p class="state">{t('missing')}</p>;
  const isSelf = user.id === caller.value?.id;
  return (
    <div class="two-columns">
      <div>
        <Details user={user} />
        <section class="panel" aria-label={t('settings.danger')}>
          <header class="panel-head"><h2>{t('settings.danger')}</h2></header>
          <ul class="things">
            <li>
              <p class="thing">{t(isSelf ? 'admin.delete-not' : 'admin.delete-hint')}</p>
              <div class="tools">
                {isSelf ? <button type="button" class="button" disabled>{t('delete')}</button> : (
                  <Danger label={t('delete')} hint={user.username} run={async () => {
                    await call('DELETE', `/users/${id}`);
                    forget(); // Before the list is shown, or it would still have it.
                    go('/admin/users', 'replace');
                  }} />
                )}
              </div>
            </li>
          </ul>
        </section>
      </div>
      <div>
        <Owned title={t('page.sites')} of={`/users/${id}/websites`} to="/admin/websites" />
        <Owned title={t('page.teams')} of={`/users/${id}/teams`} to="/admin/teams" />
      </div>
    </div>
  );
}

function Details({ user }: { user: User }) {
  const [name, role, password] = [useSignal(user.username), useSignal(user.role), useSignal('')];
  const save = async () => {
    await call('POST', `/users/${user.id}`, {
      username: name.value, role: role.value, ...(password.value ? { password: password.value } : {}),
    });
    password.value = '';
    renew(`/users/${user.id}`);
    if (user.id === caller.value?.id) await renewUser();
  };
  return (
    <section class="panel" aria-label={user.username}>
      <header class="panel-head"><h2>{user.username}</h2><small>{t('created')}: {dateName(Date.parse(user.createdAt), zone.value)}</small></header>
      <Form save={save}>
        <Text label={t('username')} of={name} required maxLength={255} autocomplete="off" autocapitalize="none" />
        <Choice label={t('settings.role')} of={role} choices={roleChoices(ROLES)} />
        <Text label={t('settings.password-new')} of={password} type="password" minLength={8} maxLength={255} autocomplete="new-password" placeholder={t('admin.unchanged')} />
      </Form>
    </section>
  );
}

const SHOWN = 100;

/** The first of what is theirs; a link to each. */
function Owned({ title, of, to }: { title: string; of: string; to: string }) {
  const answer = useAnswer<{ data: { id: string; name: string; domain?: string | null }[] }>(`${of}?pageSize=${SHOWN}`);
  return (
    <Panel title={title} answer={answer} room={3}>
      {({ data }) => !data.length ? <p class="note">{t('none')}</p> : (
        <ul class="things">
          {data.map(({ id, name, domain }) => <li key={id}><a class="thing" href={`${base}${to}/${id}`}><strong>{name}</strong></a><small>{domain}</small></li>)}
        </ul>
      )}
    </Panel>
  );
}
