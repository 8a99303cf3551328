// The code to paste into a website, and a watch for the first visit. Most websites have had theirs: it is loaded when needed.
import { useEffect } from 'preact/hooks';
import { useAnswer } from '../lib/answers.ts';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Code, useTrackingCode } from '../panels/tracking-code.tsx';

const WATCH_MS = 5_000;

export function Waiting({ onVisit }: { onVisit: () => void }) {
  const code = useTrackingCode(websiteId.value);
  const active = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: WATCH_MS });
  useEffect(() => {
    if (active.data?.visitors) onVisit();
  }, [active.data?.visitors]);
  return (
    <section class="panel first-hit" aria-label={t('first-hit')}>
      <h2>{t('first-hit')}</h2>
      <p>{t('first-hit-how')}</p>
      <Code code={code} />
      <p role="status" class="note"><span class="dot is-off" />{t('first-hit-wait')}</p>
    </section>
  );
}
