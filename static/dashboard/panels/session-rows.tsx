// Sessions as lines of a table: who, where, with what, how much; each opens its sheet.
import { base, withChanges } from '../lib/address.ts';
import { save } from '../lib/csv.ts';
import { exact, moment } from '../lib/format.ts';
import { date, zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Avatar, shortId } from './avatar.tsx';
import { listWord } from './lists.ts';
import { FilterValue } from './step.tsx';
import { Environment, Place } from './surroundings.tsx';
import { type SessionRow } from './visits.ts';

const COUNTS = ['visits', 'views', 'events'] as const;
const countWord = (name: (typeof COUNTS)[number]) => (name === 'events' ? 'page.events' : name);

/**
 * The API tells sessions apart by the hostname, too, and measurements of speed have none (spec 04, section 11.1): what
 * only measures is no line of its own beside that of its session.
 */
function withoutMeasurements(rows: readonly SessionRow[]): SessionRow[] {
  return rows.filter((row) => row.hostname || row.views || row.events || !rows.some((other) => other !== row && other.id === row.id));
}

export function SessionRows({ rows }: { rows: readonly SessionRow[] }) {
  return (
    <table class="log sessions">
      <thead>
        <tr>
          <th scope="col">{t('session.who')}</th><th scope="col">{t('session.place')}</th><th scope="col">{t('field.browser')}</th>
          <th scope="col">{t('field.device')}</th>
          {COUNTS.map((name) => <th key={name} scope="col" class="number">{t(countWord(name))}</th>)}
          <th scope="col" class="last">{t('session.last')}</th>
        </tr>
      </thead>
      <tbody>
        {withoutMeasurements(rows).map((row) => (
          <tr key={`${row.id} ${row.hostname}`} class="opens">
            <th scope="row">
              <a class="who-link" href={base + withChanges({ session: row.id, about: null, opened: null })}><Avatar id={row.id} />{shortId(row.id)}</a>
            </th>
            <td><Place country={row.country} region={row.region} city={row.city} /></td>
            <td><Environment browser={row.browser} os={row.os} /></td>
            <td>{row.device ? <FilterValue field="device" value={row.device} /> : t('none')}</td>
            {COUNTS.map((name) => (
              <td key={name} class="number" data-v={row[name]}><span class="only-narrow">{t(countWord(name))} </span>{exact(row[name])}</td>
            ))}
            <td class="last"><time dateTime={row.lastAt}>{moment(Date.parse(row.lastAt), zone.value)}</time></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function saveSessions(title: string, rows: readonly SessionRow[]): void {
  save(`${title} ${date.value}`, [
    [t('session.id'), ...(['country', 'region', 'city', 'browser', 'os', 'device', 'language', 'screen', 'hostname'] as const).map((name) => t(listWord(name))),
      ...COUNTS.map((name) => t(countWord(name))), t('session.first'), t('session.last')],
    ...rows.map((row) => [
      row.id, row.country ?? '', row.region ?? '', row.city ?? '', row.browser ?? '', row.os ?? '', row.device ?? '', row.language ?? '',
      row.screen ?? '', row.hostname ?? '', row.visits, row.views, row.events, row.firstAt, row.lastAt,
    ]),
  ]);
}
