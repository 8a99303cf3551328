// All that was counted, one by one, the newest first.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { moment } from '../lib/format.ts';
import { ask, date, zone } from '../lib/question.ts';
import { paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { Avatar, shortId } from '../panels/avatar.tsx';
import { PagedPanel } from '../panels/paged.tsx';
import { SessionLink } from '../panels/session-link.tsx';
import { EventProperties, FilterValue, Opener, What, kindWord } from '../panels/step.tsx';
import { Environment, Place } from '../panels/surroundings.tsx';
import { type LogRow } from '../panels/visits.ts';

const TYPES: Readonly<Record<string, number>> = { views: 1, events: 2 };

export function Log() {
  const [kind, search] = [parameter('kind'), parameter('search')];
  const answer = useAnswer<Paged<LogRow>>(ask('events', {
    eventType: TYPES[kind], ...paging(),
    // The API compares with the whole name or path: what is typed is a part of it.
    search: search ? `%${search}%` : undefined,
  }));
  return (
    <PagedPanel title={t('session.activity')} isQuiet answer={answer} room={30} save={download} tabs={
      <nav class="tabs" aria-label={t('type')}>
        {(['all', 'views', 'events'] as const).map((name) => (
          <a key={name} href={base + withChanges({ kind: name in TYPES ? name : null, page: null })}
            aria-current={(TYPES[kind] ? kind : 'all') === name ? 'true' : undefined}>{t(name === 'events' ? 'page.events' : name)}</a>
        ))}
      </nav>
    }>
      {(rows) => <Rows rows={rows} />}
    </PagedPanel>
  );
}

function Rows({ rows }: { rows: readonly LogRow[] }) {
  return (
    <table class="log events">
      <thead>
        <tr>
          <th scope="col">{t('time')}</th><th scope="col">{t('field.event')}</th><th scope="col">{t('session.who')}</th>
          <th scope="col">{t('session.place')}</th><th scope="col">{t('field.browser')}</th><th scope="col">{t('field.device')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-step={row.eventType}>
            <td class="when"><time dateTime={row.createdAt}>{moment(Date.parse(row.createdAt), zone.value)}</time></td>
            <td class="step">
              <What step={row} />
              {row.hasData && <Opener id={row.id} />}
              {row.hasData && parameter('opened') === row.id && <EventProperties id={row.id} />}
            </td>
            <td>
              <SessionLink id={row.sessionId} kind="who-link" name={`${t('session.title')} ${shortId(row.sessionId)}`}><Avatar id={row.sessionId} /></SessionLink>
            </td>
            <td><Place country={row.country} city={row.city} /></td>
            <td><Environment browser={row.browser} os={row.os} /></td>
            <td>{row.device ? <FilterValue field="device" value={row.device} /> : t('none')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function download(rows: readonly LogRow[]): void {
  save(`${t('session.activity')} ${date.value}`, [
    [t('time'), t('type'), t('field.event'), t('field.path'), t('field.query'), t('field.title'), t('field.referrer'), t('session.id'),
      ...(['country', 'city', 'browser', 'os', 'device', 'hostname'] as const).map((name) => t(`field.${name}`))],
    ...rows.map((row) => [
      row.createdAt, t(kindWord(row.eventType)), row.eventName ?? '', row.urlPath, row.urlQuery ?? '', row.pageTitle ?? '', row.referrerDomain ?? '',
      row.sessionId, row.country ?? '', row.city ?? '', row.browser ?? '', row.os ?? '', row.device ?? '', row.hostname ?? '',
    ]),
  ]);
}
