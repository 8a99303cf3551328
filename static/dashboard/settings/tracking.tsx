// The code of the tracker, and whether it has been heard of.
import { useEffect } from 'preact/hooks';
import { now, renew, useAnswer } from '../lib/answers.ts';
import { ago } from '../lib/format.ts';
import { type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { Code, useTrackingCode } from '../panels/tracking-code.tsx';

const WATCH_MS = 5_000;

export function Tracking({ website }: { website: Website }) {
  const code = useTrackingCode(website.id);
  return (
    <section class="panel" aria-label={t('settings.code')}>
      <header class="panel-head"><h2>{t('settings.code')}</h2></header>
      <p>{t('first-hit-how')}</p>
      <Code code={code} />
      <Heard website={website} />
    </section>
  );
}

/** Asks again and again until the first visit has come. */
function Heard({ website }: { website: Website }) {
  const { data } = useAnswer<{ endDate: string | null }>(`/websites/${website.id}/daterange`);
  if (!data) return <p class="note">{'\u00a0'}</p>;
  return data.endDate ? <Last at={data.endDate} /> : <Watch website={website} />;
}

function Watch({ website }: { website: Website }) {
  const { data } = useAnswer<{ visitors: number }>(`/websites/${website.id}/active`, { every: WATCH_MS });
  useEffect(() => {
    if (data?.visitors) renew(`/websites/${website.id}/daterange`);
  }, [data?.visitors]);
  return <p role="status" class="note"><span class="dot is-off" />{t('first-hit')}. {t('first-hit-wait')}</p>;
}

const Last = ({ at }: { at: string }) => (
  <p role="status" class="note"><span class="dot" />{t('settings.last-visit', { when: ago(Date.parse(at), Math.max(now.value, Date.parse(at))) })}</p>
);
