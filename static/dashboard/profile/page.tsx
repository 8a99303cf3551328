// Who one is here, and another password.
import { useSignal } from '@preact/signals';
import { ApiError, call } from '../lib/api.ts';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { roleName } from '../panels/roles.ts';
import { OwnSections } from '../panels/sections.tsx';

export default function Profile() {
  return (
    <>
      <OwnSections />
      <div class="stack">
        <section class="panel narrow" aria-label={t('page.profile')}>
          <header class="panel-head"><h2>{t('page.profile')}</h2></header>
          <dl class="fact">
            <dt>{t('username')}</dt><dd>{user.value?.username ?? '…'}</dd>
            <dt>{t('settings.role')}</dt><dd>{user.value ? roleName(user.value.role) : '…'}</dd>
          </dl>
        </section>
        <Password />
      </div>
    </>
  );
}

function Password() {
  const [current, wanted, again] = [useSignal(''), useSignal(''), useSignal('')];
  const save = async () => {
    if (wanted.value !== again.value) throw new ApiError(400, 'unlike', t('settings.password-unlike'));
    try {
      await call('POST', '/me/password', { currentPassword: current.value, newPassword: wanted.value });
    } catch (error) {
      // The only refusal of its own that the API has here (spec 02, section 3): all else has passed the fields' checks.
      if (error instanceof ApiError && error.status === 400) throw new ApiError(400, error.code, t('settings.password-wrong'));
      throw error;
    }
    current.value = wanted.value = again.value = '';
  };
  return (
    <section class="panel narrow" aria-label={t('settings.password-new')}>
      <header class="panel-head"><h2>{t('settings.password-new')}</h2></header>
      <Form save={save}>
        <Text label={t('settings.password-now')} of={current} type="password" autocomplete="current-password" required />
        <Text label={t('settings.password-new')} of={wanted} type="password" autocomplete="new-password" required minLength={8} />
        <Text label={t('settings.password-again')} of={again} type="password" autocomplete="new-password" required minLength={8} />
        <p class="note">{t('settings.password-hint')}</p>
      </Form>
    </section>
  );
}
