// For a website that has never been visited: the code to paste, and a watch for the first visit.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { base } from '../lib/address.ts';
import { forget, now, useAnswer } from '../lib/answers.ts';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';

const WATCH_MS = 5_000;

export function FirstHit() {
  const whole = useAnswer<{ endDate: string | null }>(`/websites/${websiteId.value}/daterange`);
  return whole.data && !whole.data.endDate ? <Code /> : null;
}

function Code() {
  const { data: config } = useAnswer<{ trackerScriptName?: string }>('/config');
  const active = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: WATCH_MS });
  const isCopied = useSignal(false);
  useEffect(() => {
    if (!active.data?.visitors) return;
    forget(); // It has begun: everything that said "nothing" is to be asked again.
    now.value = Date.now() + 1;
  }, [active.data?.visitors]);
  const name = config?.trackerScriptName?.split(',')[0]?.trim() || 'script.js';
  const source = name.startsWith('http') ? name : `${location.origin}${base}/${name.replace(/^\//, '')}`;
  const code = `<script defer src="${source}" data-website-id="${websiteId.value}"></script>`;
  return (
    <section class="panel first-hit" aria-label={t('first-hit')}>
      <h2>{t('first-hit')}</h2>
      <p>{t('first-hit-how')}</p>
      <pre tabIndex={0}><code>{config ? code : '…'}</code></pre>
      <button type="button" class="button main" onClick={() => void navigator.clipboard.writeText(code).then(() => (isCopied.value = true))}>
        {t(isCopied.value ? 'copied' : 'copy')}
      </button>
      <p role="status" class="note"><span class="dot is-off" />{t('first-hit-wait')}</p>
    </section>
  );
}
