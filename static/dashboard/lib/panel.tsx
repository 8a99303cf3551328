// A part of a page with one question: its waiting, its emptiness, its errors. Old numbers stay while new ones are asked.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useContext, useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { base, beside, isShared, place, query, withChanges, withQuery } from './address.ts';
import { useAnswer, type Answer } from './answers.ts';
import { type ApiError } from './api.ts';
import { carried, filters, isFiltered, range, websiteId } from './question.ts';
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
  /** Room to keep before the first answer, in rem, so that nothing jumps; on a phone another where two are given. */
  room: number | readonly [wide: number, narrow: number];
  children: (data: T) => ComponentChildren;
}

export function Panel<T>({ title, isQuiet, kind = '', tools, answer, isEmpty, room, children }: Props<T>) {
  const { data, error, since, retry } = answer;
  const about = useContext(Subject);
  const [wide, narrow] = typeof room === 'number' ? [room, room] : room;
  return (
    <section class={`panel ${kind}`} aria-busy={since > 0} aria-label={about ? [about.title || title, about.name].filter(Boolean).join(', ') : title}>
      <header class="panel-head">
        <h2 class={isQuiet ? 'unseen' : ''}>{about?.title || title}{about?.name && <small> {about.name}</small>}</h2>
        {tools}
        {about?.description && <p class="note">{about.description}</p>}
      </header>
      {since > 0 && <div class="running" />}
      <div class={`panel-body ${since && data !== undefined ? 'is-old' : ''}`} style={{ '--room': `${wide}rem`, '--narrow': `${narrow}rem` }}>
        {error ? <Failed error={error} retry={retry} />
          : data === undefined ? <div class="skeleton" />
          : <Guarded of={data} retry={retry}>{() => isEmpty?.(data) ? <Empty isWaiting={since > 0} /> : children(data)}</Guarded>}
      </div>
      {since > 0 && <LongWait since={since} />}
    </section>
  );
}

interface GuardedProps {
  /** What is drawn: another is another try. */
  of: unknown;
  retry: () => void;
  children: () => ComponentChildren;
}

/** What is drawn of an answer. Of one that has not the shape it should have nothing can be: that is told, and all else lives. */
export function Guarded({ of, retry, children }: GuardedProps) {
  const [problem, forgive] = useErrorBoundary();
  useEffect(() => {
    if (problem) forgive();
  }, [of]);
  return problem ? <Failed error={{ status: 200, message: '' }} retry={retry} /> : <Drawn draw={children} />;
}

/** A component of its own: what it throws is caught above it. */
const Drawn = ({ draw }: { draw: () => ComponentChildren }) => <>{draw()}</>;

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

interface EmptyProps {
  isWaiting?: boolean;
  /** What is said where there are visits, and only of this there is nothing. */
  otherwise?: ComponentChildren;
  /** Whether the page has a range that another could be chosen for. */
  hasRange?: boolean;
}

/** Why there is nothing: filters let nothing through, the range has nothing, or nothing was ever counted. */
export function Empty({ isWaiting = false, otherwise, hasRange = true }: EmptyProps) {
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
  if (whole.error) return <Failed error={whole.error} retry={whole.retry} />;
  if (!whole.data) return <div class="state" />;
  const { startDate: start, endDate: end } = whole.data;
  if (!start || !end) {
    // The overview has the code itself, and a watch for the first visit.
    const hasCode = 'websiteId' in place.value.parts && !isShared.value && place.value.page !== 'overview';
    return (
      <div class="state" data-empty="ever">
        <p>{t('empty-ever')}</p>
        {hasCode && <a class="button" href={base + withQuery(carried.value, beside(`/websites/${websiteId.value}`))}>{t('settings.code')}</a>}
      </div>
    );
  }
  const [first, last] = [Date.parse(start), Date.parse(end)];
  const isBeside = range.value && (range.value.end < first || range.value.start > last);
  if (otherwise && !(hasRange && isBeside)) return <>{otherwise}</>;
  const date = `range:${last - 7 * DAY}:${last}`;
  return (
    <div class="state" data-empty="range">
      <p>{t('empty-range')}</p>
      <a class="button" href={base + withChanges({ date, offset: null, unit: null })}>{t('latest-data')}</a>
    </div>
  );
}

/** Whether an element has been on the screen, or nearly, or is to be on paper: what nobody has scrolled to asks nothing. */
export function useReached() {
  const element = useRef<HTMLDivElement>(null);
  const isReached = useSignal(false);
  useEffect(() => {
    const reach = () => {
      isReached.value = true;
      leave();
    };
    const leave = () => {
      watcher.disconnect();
      removeEventListener('beforeprint', reach);
    };
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && reach());
    watcher.observe(element.current!);
    addEventListener('beforeprint', reach);
    return leave;
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
