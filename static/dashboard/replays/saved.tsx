// The recordings that somebody keeps, of whatever time, by the names they were given.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { csv, save } from '../lib/csv.ts';
import { moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { type Paged } from '../panels/visits.ts';

const PAGE_SIZE = 20;

/** A kept recording (spec 04, section 12.3), which is the one of its visit. */
interface SavedRow {
  id: string;
  name: string;
  visitId: string;
  createdAt: string;
}

export function SavedList() {
  const search = parameter('search');
  const answer = useAnswer<Paged<SavedRow>>(withParameters(`/websites/${websiteId.value}/replays/saved`, {
    page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined,
  }));
  return (
    <>
      <Panel title={t('replay.saved')} isQuiet answer={answer} room={12} tools={<>
        <Search />
        <span class="space" />
        <button type="button" class="button plain" disabled={!answer.isFresh} onClick={() => download(answer.data!.data)}><Icon name="file" />CSV</button>
      </>}>
        {({ data }) => !data.length ? <p class="state">{t(search ? 'no-match' : 'report.none')}</p> : (
          <table class="log kept">
            <thead><tr><th scope="col">{t('name')}</th><th scope="col" class="last">{t('created')}</th></tr></thead>
            <tbody>
              {data.map((row) => (
                <tr key={row.id} class="opens">
                  <th scope="row"><a class="who-link" href={base + withChanges({ replay: row.visitId })}><Icon name="replays" /><span dir="auto">{row.name || t('none')}</span></a></th>
                  <td class="last"><time dateTime={row.createdAt}>{moment(Date.parse(row.createdAt), zone.value)}</time></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      {answer.data && <Pager count={answer.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}

function download(rows: readonly SavedRow[]): void {
  save(`${t('page.replays')}.csv`, csv([[t('name'), t('replay.title'), t('created')], ...rows.map(({ name, visitId, createdAt }) => [name, visitId, createdAt])]));
}
