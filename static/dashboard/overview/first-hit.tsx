// For a website that has never been visited: the code to paste, and a watch for the first visit.
import { useEffect } from 'preact/hooks';
import { now, renew, useAnswer } from '../lib/answers.ts';
import { offset, range, websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Code, useTrackingCode } from '../panels/tracking-code.tsx';

const WATCH_MS = 5_000;

/** It has begun: everything that said "nothing" is to be asked again, up to now. */
function begin(): void {
  now.value = Date.now();
  renew(`/websites/${websiteId.value}`);
}

/** The last hit that made the page ask again. Events alone do not fill the overview: each is a reason but once. */
let known = '';

export function FirstHit() {
  const whole = useAnswer<{ endDate: string | null }>(`/websites/${websiteId.value}/daterange`);
  const last = whole.data?.endDate ?? '';
  // Numbers that somebody has seen a moment ago, elsewhere than here: the hit has come since they were asked for.
  useEffect(() => {
    if (!last || last === known || offset.value || Date.parse(last) < (range.value?.start ?? Infinity)) return;
    known = last;
    begin();
  }, [last]);
  return whole.data && !whole.data.endDate ? <Waiting /> : null;
}

function Waiting() {
  const code = useTrackingCode(websiteId.value);
  const active = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: WATCH_MS });
  useEffect(() => {
    if (active.data?.visitors) begin();
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
