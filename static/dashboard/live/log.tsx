// What visitors do, newest first. Each row opens its session, each word in it filters. Rows that come do not move those
// that somebody reads.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { base, beside, parameter, withQuery } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { type Field } from '../lib/filters.ts';
import { FilterLink, outsideOf } from '../lib/filter-link.tsx';
import { clock, exact, nameOf } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Empty, Panel, Tabs } from '../lib/panel.tsx';
import { carried, websiteId, zone } from '../lib/question.ts';
import { Search } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { SessionLink } from '../panels/session-link.tsx';
import { KINDS, named, type Entry, type Kind, type Live } from './answer.ts';
import { useNews } from './news.ts';
import { useStill } from './still.ts';

const MOST = 100; // The API tells no more of the half hour.

const ICONS = { pageview: 'view', event: 'events', session: 'user' } as const;
const WORDS = { pageview: 'live.view', event: 'field.event', session: 'live.visitor' } as const;

export function Log({ answer, domain }: { answer: Answer<Live>; domain: string | undefined }) {
  const asked = parameter('kind');
  const kind: Kind = Object.hasOwn(KINDS, asked) ? (asked as Kind) : 'all';
  const search = parameter('search').toLocaleLowerCase();
  const rows = named(answer.data?.events ?? []).filter(([, entry]) => (!KINDS[kind] || entry.__type === KINDS[kind]) && matches(entry, search));
  const download = () => save(t('page.live'), [
    [t('time'), t('type'), ...(['event', 'path', 'referrer', 'country', 'browser', 'os', 'device'] as const).map((field) => t(`field.${field}`)), 'ID'],
    ...rows.map(([, entry]) => [
      entry.createdAt, t(WORDS[entry.__type]), entry.eventName ?? '', entry.urlPath, entry.referrerDomain ?? '', entry.country ?? '',
      entry.browser ?? '', entry.os ?? '', entry.device ?? '', entry.sessionId,
    ]),
  ]);
  return (
    <div class="log-panel">
      <Panel title={t('live.log')} answer={answer} room={30} tools={
        <>
          <Tabs name="kind" chosen={kind} choices={[['all', t('all')], ['views', t('views')], ['visitors', t('visitors')], ['events', t('panel.events')]]} />
          <span class="space" />
          <Search />
          <FileButton isOff={!rows.length} save={download} />
        </>
      }>
        {(data) => !data.events.length ? <Nothing /> : !rows.length ? <p class="state">{t('no-match')}</p> : (
          <>
            <Rows data={data} rows={rows} domain={domain} />
            {data.events.filter(({ __type }) => __type !== 'session').length >= MOST && <p class="note">{t('live.last', { count: exact(MOST) })}</p>}
          </>
        )}
      </Panel>
    </div>
  );
}

function Nothing() {
  return (
    <Empty hasRange={false} otherwise={(
      <div class="state" data-empty="now">
        <p>{t('live.empty')}</p>
        <a class="button" href={base + withQuery(carried.value, beside(`/websites/${websiteId.value}`))}>{t('page.overview')}</a>
      </div>
    )} />
  );
}

/** Whether an entry has the words, as it is written or as it is shown. */
function matches(entry: Entry, search: string): boolean {
  if (!search) return true;
  const { urlPath, eventName, referrerDomain, country, browser, os, device, sessionId } = entry;
  const shown = [country && nameOf('country', country), browser && nameOf('browser', browser), device && nameOf('device', device)];
  return [urlPath, eventName, referrerDomain, country, browser, os, device, sessionId, ...shown]
    .some((text) => text?.toLocaleLowerCase().includes(search));
}

type Named = readonly (readonly [key: string, entry: Entry])[];

function Rows({ data, rows, domain }: { data: Live; rows: Named; domain: string | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const fresh = useNews(data);
  const isDown = useStill(box, data);
  const above = useSignal(0);
  const said = useSpoken(data, rows, fresh);
  useEffect(() => {
    above.value = isDown.value ? above.peek() + rows.filter(([key]) => fresh.has(key)).length : 0;
  }, [data, isDown.value]);
  return (
    <>
      {above.value > 0 && (
        <button type="button" class="button main to-top" onClick={() => box.current?.scrollTo({ top: 0 })}>
          ↑ {t('live.new', { n: above.value, count: exact(above.value) })}
        </button>
      )}
      <div class="scrolls log-box" ref={box}>
        <ol class="log">
          {rows.map(([key, entry]) => <Row key={key} entry={entry} isNew={fresh.has(key)} domain={domain} />)}
        </ol>
      </div>
      <p class="unseen" role="status">{said}</p>
    </>
  );
}

const SPEAK_EVERY_MS = 30_000;

/** How many entries have come, for those who listen: twice a minute at most, or nothing else could be heard. */
function useSpoken(data: Live, rows: Named, fresh: ReadonlySet<string>): string {
  const text = useSignal('');
  const state = useRef({ at: Date.now(), waiting: 0 });
  useEffect(() => {
    const { current } = state;
    current.waiting += rows.filter(([key]) => fresh.has(key)).length;
    if (!current.waiting || Date.now() - current.at < SPEAK_EVERY_MS) return;
    text.value = t('live.new', { n: current.waiting, count: exact(current.waiting) });
    state.current = { at: Date.now(), waiting: 0 };
  }, [data]);
  return text.value;
}

function Row({ entry, isNew, domain }: { entry: Entry; isNew: boolean; domain: string | undefined }) {
  const { __type: kind, createdAt, sessionId, eventName, urlPath, referrerDomain, country, browser, os, device } = entry;
  const word = (field: Field, value: string | null) => value && (
    <FilterLink wanted={{ field, value }} outside={outsideOf(field, value, domain)}>
      {field === 'country' && <span class="code" aria-hidden="true">{value}</span>}
      <span class="text" dir="auto">{nameOf(field, value)}</span>
    </FilterLink>
  );
  return (
    <li class={`entry ${isNew ? 'is-new' : ''}`} data-kind={kind} data-session={sessionId}>
      <SessionLink id={sessionId} kind="when">
        <time dateTime={createdAt}>{clock(Date.parse(createdAt), zone.value)}</time><span class="unseen"> {t('details')}</span>
      </SessionLink>
      <span class="kind" title={t(WORDS[kind])}><Icon name={ICONS[kind]} /><span>{t(WORDS[kind])}</span></span>
      <span class="what">
        {kind === 'session' && referrerDomain && <>{word('referrer', referrerDomain)}<Icon name="right" /></>}
        {kind === 'event' && <strong>{word('event', eventName)}</strong>}
        {word('path', urlPath)}
      </span>
      <span class="where">{word('country', country)}</span>
      <span class="by">{word('browser', browser)}{word('os', os)}{word('device', device)}</span>
    </li>
  );
}
