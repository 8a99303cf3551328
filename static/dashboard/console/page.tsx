// Sends hits by hand, to see what becomes of them. Only where ENABLE_TEST_CONSOLE is set (spec 01b, section 4.3).
import { useSignal } from '@preact/signals';
import { base, beside } from '../lib/address.ts';
import { ApiError } from '../lib/api.ts';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { linksOf } from '../lib/places.tsx';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { useWebsite } from '../lib/website.ts';

export default function Console() {
  if (document.documentElement.dataset['console'] !== 'on') return <p class="state">{t('admin.console-off')}</p>;
  return (
    <>
      <div class="head"><h1>{t('page.console')}</h1></div>
      <Hit />
    </>
  );
}

function Hit() {
  const website = useWebsite();
  const [kind, path, title] = [useSignal('view'), useSignal('/'), useSignal('')];
  const [name, data] = [useSignal('test'), useSignal('{"currency": "USD", "revenue": 1}')];
  const answer = useSignal('');
  const send = async () => {
    answer.value = '';
    const payload = {
      website: websiteId.value, hostname: website?.domain ?? location.hostname, url: path.value, title: title.value, referrer: '',
      language: navigator.language, screen: `${screen.width}x${screen.height}`,
      ...(kind.value === 'event' ? { name: name.value, data: read(data.value) } : {}),
    };
    // As a visitor's browser sends it: without the token.
    const got = await fetch(`${base}/api/send`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, credentials: 'omit', body: JSON.stringify({ type: 'event', payload }),
    }).catch(() => undefined);
    if (!got) throw new ApiError(0, 'unreachable', '');
    answer.value = `${got.status} ${await got.text()}`;
  };
  return (
    <section class="panel narrow" aria-label={t('page.console')}>
      <Form save={send} label={t('admin.send')}>
        <Choice label={t('type')} of={kind} choices={[['view', t('views')], ['event', t('field.event')]]} />
        <Text label={t('field.path')} of={path} required />
        <Text label={t('field.title')} of={title} />
        {kind.value === 'event' && (
          <>
            <Text label={t('name')} of={name} required maxLength={50} />
            <Text label="JSON" of={data} />
          </>
        )}
      </Form>
      {answer.value && <pre class="answer" role="status" tabIndex={0}>{answer.value}</pre>}
      {linksOf([['live', '/realtime', 'live']], (to) => beside(`/websites/${websiteId.value}${to}`)).map(([page, href]) => (
        <a key={page} class="button" href={href}>{t('page.live')}</a>
      ))}
    </section>
  );
}

/** The data of an event. Errors: ApiError for what is no JSON. */
function read(text: string): unknown {
  try {
    return text.trim() ? JSON.parse(text) : undefined;
  } catch (error) {
    throw new ApiError(400, 'nonsense', String(error));
  }
}
