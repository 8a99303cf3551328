// The sessions of the range, the newest first; a row opens one of them.
import { parameter } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { SessionRows, saveSessions } from '../panels/session-rows.tsx';
import { type Paged, type SessionRow } from '../panels/visits.ts';

const PAGE_SIZE = 20;

export function SessionsList() {
  const search = parameter('search');
  const answer = useAnswer<Paged<SessionRow>>(ask('sessions', { page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined }));
  return (
    <>
      <Panel title={t('page.sessions')} isQuiet answer={answer} room={30} isEmpty={({ data }) => !data.length && !search}
        tools={<>
          <Search />
          <span class="space" />
          <button type="button" class="button plain" disabled={!answer.isFresh} onClick={() => saveSessions(t('page.sessions'), answer.data!.data)}><Icon name="file" />CSV</button>
        </>}>
        {({ data }) => data.length ? <SessionRows rows={data} /> : <p class="state">{t('no-match')}</p>}
      </Panel>
      {answer.data && <Pager count={answer.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}
