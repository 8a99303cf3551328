// The recordings that somebody keeps, of whatever time, by the names they were given.
import { base, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { save } from '../lib/csv.ts';
import { moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { PagedPanel } from '../panels/paged.tsx';

/** A kept recording (spec 04, section 12.3), which is the one of its visit. */
interface SavedRow {
  id: string;
  name: string;
  visitId: string;
  createdAt: string;
}

export function SavedList() {
  const answer = useAnswer<Paged<SavedRow>>(withParameters(`/websites/${websiteId.value}/replays/saved`, paging()));
  return (
    <PagedPanel title={t('replay.saved')} isQuiet answer={answer} room={12} none={t('report.none')} save={download}>
      {(rows) => (
        <table class="log kept">
          <thead><tr><th scope="col">{t('name')}</th><th scope="col" class="last">{t('created')}</th></tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} class="opens">
                <th scope="row"><a class="who-link" href={base + withChanges({ replay: row.visitId })}><Icon name="replays" /><span dir="auto">{row.name || t('none')}</span></a></th>
                <td class="last"><time dateTime={row.createdAt}>{moment(Date.parse(row.createdAt), zone.value)}</time></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </PagedPanel>
  );
}

function download(rows: readonly SavedRow[]): void {
  save(t('page.replays'), [[t('name'), t('replay.title'), t('created')], ...rows.map(({ name, visitId, createdAt }) => [name, visitId, createdAt])]);
}
