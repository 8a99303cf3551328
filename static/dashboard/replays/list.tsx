// The recordings that came in the range, the newest first; a row opens one of them.
import { base, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { duration, exact, moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { ask, date, zone } from '../lib/question.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { Avatar, shortId } from '../panels/avatar.tsx';
import { PagedPanel } from '../panels/paged.tsx';
import { SessionLink } from '../panels/session-link.tsx';
import { FilterValue } from '../panels/step.tsx';
import { Environment, Place } from '../panels/surroundings.tsx';
import { type Surroundings } from '../panels/visits.ts';

/** A recording (spec 04, section 12.1): its id is its visit's, its duration is in ms, without the gaps between its parts. */
interface ReplayRow extends Surroundings {
  id: string;
  sessionId: string;
  eventCount: number;
  startedAt: string;
  endedAt: string;
  duration: number;
}

export function ReplaysList() {
  const answer = useAnswer<Paged<ReplayRow>>(ask('replays', paging()));
  return (
    <PagedPanel title={t('page.replays')} isQuiet answer={answer} room={30} save={download}>
      {(rows) => <Rows rows={rows} />}
    </PagedPanel>
  );
}

function Rows({ rows }: { rows: readonly ReplayRow[] }) {
  return (
    <table class="log recordings">
      <thead>
        <tr>
          <th scope="col">{t('replay.title')}</th><th scope="col">{t('session.who')}</th><th scope="col">{t('session.place')}</th>
          <th scope="col">{t('field.browser')}</th><th scope="col">{t('field.device')}</th>
          <th scope="col" class="number">{t('actions')}</th><th scope="col" class="number">{t('replay.length')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} class="opens">
            <th scope="row">
              <a class="who-link" href={base + withChanges({ replay: row.id })}><Icon name="replays" /><time dateTime={row.startedAt}>{moment(Date.parse(row.startedAt), zone.value)}</time></a>
            </th>
            <td><SessionLink id={row.sessionId} kind="filter-link" name={`${t('session.title')} ${shortId(row.sessionId)}`}><Avatar id={row.sessionId} /><span class="text">{shortId(row.sessionId)}</span></SessionLink></td>
            <td><Place country={row.country} city={row.city} /></td>
            <td><Environment browser={row.browser} os={row.os} /></td>
            <td>{row.device ? <FilterValue field="device" value={row.device} /> : t('none')}</td>
            <td class="number" data-v={row.eventCount}><span class="only-narrow">{t('actions')} </span>{exact(row.eventCount)}</td>
            <td class="number" data-v={row.duration}>{duration(row.duration / 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function download(rows: readonly ReplayRow[]): void {
  save(`${t('page.replays')} ${date.value}`, [
    [t('replay.title'), t('session.id'), t('from'), t('to'), t('field.country'), t('field.city'), t('field.browser'), t('field.os'), t('field.device'),
      t('actions'), `${t('replay.length')} (ms)`],
    ...rows.map((row) => [
      row.id, row.sessionId, row.startedAt, row.endedAt, row.country ?? '', row.city ?? '', row.browser ?? '', row.os ?? '', row.device ?? '',
      row.eventCount, row.duration,
    ]),
  ]);
}
