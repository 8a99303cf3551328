// Who is there now, beside the name of the website.
import { useAnswer } from '../lib/answers.ts';
import { exact } from '../lib/format.ts';
import { websiteId } from '../lib/question.ts';
import { t } from '../lib/words.ts';

const ONLINE_MS = 30_000;

/** How many visitors have done anything in the last five minutes. */
export function Online() {
  const { data } = useAnswer<{ visitors: number }>(`/websites/${websiteId.value}/active`, { every: ONLINE_MS });
  if (!data) return null;
  return (
    <span class="online" data-v={data.visitors}>
      <span class={data.visitors ? 'dot' : 'dot is-off'} />{t('online-now', { n: data.visitors, count: exact(data.visitors) })}
    </span>
  );
}
