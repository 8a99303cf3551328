// Those who paid, the last one first; a row opens the session.
import { parameter } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Icon } from '../lib/icons.tsx';
import { Panel, useReached } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { SessionRows, saveSessions } from '../panels/session-rows.tsx';
import { type Paged, type SessionRow } from '../panels/visits.ts';

const PAGE_SIZE = 20;

export function Customers({ currency }: { currency: string }) {
  const [element, isReached] = useReached();
  const title = t('revenue.customers');
  const answer = useAnswer<Paged<SessionRow>>(isReached.value
    ? ask('revenue/sessions', { currency, page: pageNumber(), pageSize: PAGE_SIZE, search: parameter('search') || undefined }) : undefined);
  return (
    <div ref={element} class="customers">
      <Panel title={title} answer={answer} room={20} tools={<>
        <Search />
        <span class="space" />
        <button type="button" class="button plain" disabled={!answer.isFresh} onClick={() => saveSessions(title, answer.data!.data)}><Icon name="file" />CSV</button>
      </>}>
        {({ data }) => data.length ? <SessionRows rows={data} /> : <p class="state">{t('no-match')}</p>}
      </Panel>
      {answer.data && <Pager count={answer.data.count} pageSize={PAGE_SIZE} />}
    </div>
  );
}
