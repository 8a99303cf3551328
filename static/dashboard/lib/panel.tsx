// A part of a page with one question: its waiting, its emptiness, its errors. Old numbers stay while new ones are asked.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { base, query, withChanges, withQuery } from './address.ts';
import { useAnswer, type Answer } from './answers.ts';
import { type ApiError } from './api.ts';
import { filters, isFiltered } from './question.ts';
import { Subject, useSubject } from './subject.ts';
import { t } from './words.ts';
import { DAY } from './zones.ts';

interface Props<T> {
  title: string;
  /** The heading is for those who listen only: the panel's tabs or numbers say it to the eye. */
  isQuiet?: boolean;
  kind?: string;
  tools?: ComponentChildren;
  answer: Answer<T>;
  isEmpty?: (data: T) => boolean;
  /** Room to keep before the first answer, in rem, so that nothing jumps. */
  room: number;
  children: (data: T) => ComponentChildren;
}

export function Panel<T>({ title, isQuiet, kind = '', tools, answer, isEmpty, room, children }: Props<T>) {
  const { data, error, since, retry } = answer;
  const about = useContext(Subject);
  return (
    <section class={`panel ${kind}`} aria-busy={since > 0} aria-label={about ? [about.title || title, about.name].filter(Boolean).join(', ') : title}>
      <header class="panel-head">
        <h2 class={isQuiet ? 'unseen' : ''}>{about?.title || title}{about?.name && <small> {about.name}</small>}</h2>
        {tools}
        {about?.description && <p class="note">{about.description}</p>}
      </header>
      {since > 0 && <div class="running" />}
      <div class={`panel-body ${since && data !== undefined ? 'is-old' : ''}`} style={{ minHeight: `${room}rem` }}>
        {error ? <Failed error={error} retry={retry} />
          : data === undefined ? <div class="skeleton" style={{ height: `${room}rem` }} />
          : isEmpty?.(data) ? <Empty isWaiting={since > 0} />
          : children(data)}
      </div>
      {since > 0 && <LongWait since={since} />}
    </section>
  );
}

const LONG_MS = 10_000;

function LongWait({ since }: { since: number }) {
  const isLong = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (isLong.value = true), Math.max(0, since + LONG_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [since]);
  if (!isLong.value) return null;
  return (
    <p class="long-wait" role="status">
      {t('still-counting')} <a href={base + withChanges({ date: '24hour', offset: null, unit: null })}>{t('shorten')}</a>
    </p>
  );
}

type Trouble = Pick<ApiError, 'status' | 'message'>;

/** For what was deleted meanwhile. */
export const GONE: Trouble = { status: 404, message: '' };

/** Why there is no answer; without an error none came at all. */
export function Failed({ error, retry }: { error?: Trouble; retry: () => void }) {
  const { status, message } = error ?? { status: 0, message: '' };
  const reason = status === 0 ? t('error-unreachable') : status === 403 ? t('error-forbidden') : status === 503 ? t('error-slow') : message || t('error-server');
  return (
    <div class="state" role="alert">
      <p><strong>{t('error')}</strong> {reason}{status ? ` (${status})` : ''}</p>
      <button type="button" class="button" onClick={retry}>{t('retry')}</button>
    </div>
  );
}

/** Why there is nothing: filters let nothing through, the range has nothing, or nothing was ever counted. */
export function Empty({ isWaiting = false }: { isWaiting?: boolean }) {
  const id = useSubject();
  const whole = useAnswer<{ startDate: string | null; endDate: string | null }>(
    !isWaiting && !isFiltered.value && id ? `/websites/${id}/daterange` : undefined,
  );
  if (isWaiting) return <div class="state" />;
  if (isFiltered.value) {
    const rest = new URLSearchParams(query.value);
    const last = filters.value.at(-1)?.key ?? ['segment', 'cohort', 'excludeBounce'].find((name) => rest.has(name));
    if (last) rest.delete(last);
    return (
      <div class="state" data-empty="filters">
        <p>{t('empty-filters')}</p>
        <a class="button" href={base + withQuery(rest)}>{t('remove-last')}</a>
      </div>
    );
  }
  if (!whole.data) return <div class="state" />;
  const end = whole.data.endDate;
  if (!end) {
    return <div class="state" data-empty="ever"><p>{t('empty-ever')}</p></div>;
  }
  const last = Date.parse(end);
  const date = `range:${last - 7 * DAY}:${last}`;
  return (
    <div class="state" data-empty="range">
      <p>{t('empty-range')}</p>
      <a class="button" href={base + withChanges({ date, offset: null, unit: null })}>{t('latest-data')}</a>
    </div>
  );
}

/** Whether an element has been on the screen, or nearly: what nobody has scrolled to asks nothing. */
export function useReached() {
  const element = useRef<HTMLDivElement>(null);
  const isReached = useSignal(false);
  useEffect(() => {
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        isReached.value = true;
        watcher.disconnect();
      }
    });
    watcher.observe(element.current!);
    return () => watcher.disconnect();
  }, []);
  return [element, isReached] as const;
}

/** Tabs whose choice is in the address; the first is the usual one and leaves nothing there. */
export function Tabs({ name, choices, chosen }: { name: string; choices: readonly (readonly [value: string, text: string])[]; chosen: string }) {
  return (
    <nav class="tabs" aria-label={t('show')}>
      {choices.map(([value, text], index) => (
        <a key={value} href={base + withChanges({ [name]: index ? value : null })} aria-current={value === chosen ? 'true' : undefined}>{text}</a>
      ))}
    </nav>
  );
}
