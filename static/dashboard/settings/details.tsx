// What a website is called, where it lives, and its id.
import { useSignal } from '@preact/signals';
import { renew } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Copy } from '../lib/copy.tsx';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';

export function Details({ website, mayEdit }: { website: Website; mayEdit: boolean }) {
  const [name, domain] = [useSignal(website.name), useSignal(website.domain ?? '')];
  const fields = (
    <>
      <Text label={t('name')} of={name} required maxLength={100} disabled={!mayEdit} />
      <Text label={t('domain')} of={domain} required maxLength={500} disabled={!mayEdit} />
    </>
  );
  return (
    <section class="panel" aria-label={t('site')}>
      <header class="panel-head"><h2>{t('site')}</h2></header>
      <dl class="fact">
        <dt>ID</dt><dd><code>{website.id}</code> <Copy kind="plain" text={website.id} about="ID" /></dd>
      </dl>
      {mayEdit ? (
        <Form save={async () => {
          await call('POST', `/websites/${website.id}`, { name: name.value, domain: domain.value });
          renew(`/websites/${website.id}`);
        }}>{fields}</Form>
      ) : <div class="form">{fields}</div>}
    </section>
  );
}
