// The sessions of the range, the newest first; a row opens one of them.
import { useAnswer } from '../lib/answers.ts';
import { ask } from '../lib/question.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { PagedPanel } from '../panels/paged.tsx';
import { SessionRows, saveSessions } from '../panels/session-rows.tsx';
import { type SessionRow } from '../panels/visits.ts';

export function SessionsList() {
  const answer = useAnswer<Paged<SessionRow>>(ask('sessions', paging()));
  const title = t('page.sessions');
  return (
    <PagedPanel title={title} isQuiet answer={answer} room={30} save={(rows) => saveSessions(title, rows)}>
      {(rows) => <SessionRows rows={rows} />}
    </PagedPanel>
  );
}
