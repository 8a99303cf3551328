// For a website that has never been visited: how to begin, and what is asked again once it has begun.
import { useEffect } from 'preact/hooks';
import { now, renew, useAnswer } from '../lib/answers.ts';
import { later } from '../lib/later.tsx';
import { offset, range, websiteId } from '../lib/question.ts';

const Waiting = later(async () => (await import('./waiting.tsx')).Waiting, '0');

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
  return whole.data && !whole.data.endDate ? <Waiting onVisit={begin} /> : null;
}
