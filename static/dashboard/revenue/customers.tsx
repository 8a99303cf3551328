// Those who paid, the last one first; a row opens the session.
import { useAnswer } from '../lib/answers.ts';
import { useReached } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { PagedPanel } from '../panels/paged.tsx';
import { SessionRows, saveSessions } from '../panels/session-rows.tsx';
import { type SessionRow } from '../panels/visits.ts';

export function Customers({ currency }: { currency: string }) {
  const [element, isReached] = useReached();
  const title = t('revenue.customers');
  const answer = useAnswer<Paged<SessionRow>>(isReached.value ? ask('revenue/sessions', { currency, ...paging() }) : undefined);
  return (
    <div ref={element} class="customers">
      <PagedPanel title={title} answer={answer} room={20} none={t('no-match')} save={(rows) => saveSessions(title, rows)}>
        {(rows) => <SessionRows rows={rows} />}
      </PagedPanel>
    </div>
  );
}
