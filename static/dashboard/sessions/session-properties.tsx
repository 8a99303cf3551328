// What the site has told about one visitor (`umami.identify`).
import { useAnswer } from '../lib/answers.ts';
import { Failed } from '../lib/panel.tsx';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Properties } from '../panels/step.tsx';
import { type Property } from '../panels/visits.ts';

export function SessionProperties({ id }: { id: string }) {
  const answer = useAnswer<Property[]>(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}/properties`);
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (!answer.data) return <div class="skeleton" style={{ height: '12rem' }} aria-busy="true" />;
  return answer.data.length ? <Properties rows={answer.data} /> : <p class="state">{t('session.nothing')}</p>;
}
