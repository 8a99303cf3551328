// For a website that has never been visited: the code to paste, and a watch for the first visit.
import { useEffect } from 'preact/hooks';
import { forget, now, useAnswer } from '../lib/answers.ts';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Code, useTrackingCode } from '../panels/tracking-code.tsx';

const WATCH_MS = 5_000;

export function FirstHit() {
  const whole = useAnswer<{ endDate: string | null }>(`/websites/${websiteId.value}/daterange`);
  return whole.data && !whole.data.endDate ? <Waiting /> : null;
}

function Waiting() {
  const code = useTrackingCode(websiteId.value);
  const active = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: WATCH_MS });
  useEffect(() => {
    if (!active.data?.visitors) return;
    forget(); // It has begun: everything that said "nothing" is to be asked again.
    now.value = Date.now() + 1;
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
