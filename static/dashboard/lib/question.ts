// The question that a page of a website asks: which website, when, and which visits. Read from the address, sent to the
// API with every call.
import { computed, signal } from '@preact/signals';
import { now, posted } from './answers.ts';
import { isShared, place, parameter, query } from './address.ts';
import { withParameters } from './api.ts';
import { ofReports, readFilters } from './filters.ts';
import { weekStart } from './format.ts';
import {
  DEFAULT_RANGE, endOf, periodOfServer, readInstants, readRange, sameHoursBefore, unitsFor, type Period, type Range,
} from './ranges.ts';
import { FIXED } from './share.ts';
import { recall, remember } from './store.ts';
import { type Unit } from './zones.ts';

/** What the page is about. Links and pixels are asked for by the websites' addresses, under their own ids. */
export const websiteId = computed(() => {
  const { websiteId: website, linkId, pixelId } = place.value.parts;
  return website ?? linkId ?? pixelId ?? '';
});

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const ownZone = signal(recall<string>('timezone') ?? browserZone);

/** The time zone of all dates: the address's, else the user's, else the browser's. */
export const zone = computed(() => {
  for (const name of [parameter('timezone'), ownZone.value, browserZone]) {
    try {
      if (name && new Intl.DateTimeFormat('en', { timeZone: name })) return name;
    } catch {
      // No zone that this browser knows.
    }
  }
  return 'UTC';
});

/** Takes another zone for good, as Umami's preferences do; "" is the browser's. */
export function chooseZone(name: string): void {
  remember('timezone', name || undefined);
  ownZone.value = name;
}

/** First and last event of the website, once somebody has asked for all time: the id keeps sites apart. */
export const wholeTime = signal<{ websiteId: string; start: number; end: number } | undefined>(undefined);

const ownRange = signal(recall<string>('date-range'));
export const date = computed(() => parameter('date') || ownRange.value || DEFAULT_RANGE);

/** Takes another range to begin with, for good. */
export function chooseRange(name: string): void {
  remember('date-range', name === DEFAULT_RANGE ? undefined : name);
  ownRange.value = name;
}
export const offset = computed(() => Math.trunc(Number(parameter('offset'))) || 0);

const surroundings = () => ({
  now: now.value, zone: zone.value, weekStart: weekStart(),
  all: wholeTime.value?.websiteId === websiteId.value ? wholeTime.value : undefined,
});

/** The range of the address; undefined while all time is asked for and nobody knows yet how long that is. */
export const range = computed<Range | undefined>(() => {
  const found = readRange(date.value, offset.value, surroundings());
  return found ?? (date.value === 'all' ? undefined : readRange(DEFAULT_RANGE, 0, surroundings()));
});

export const units = computed<Unit[]>(() => (range.value ? unitsFor(range.value) : []));
export const unit = computed<Unit>(() => {
  const asked = parameter('unit') as Unit;
  const usual = range.value?.unit ?? 'day';
  return units.value.includes(asked) ? asked : units.value.includes(usual) || !units.value[0] ? usual : units.value[0];
});

/** The period before, the year before, or dates of one's own: `range:1:2`, a word of ours beside Umami's two. */
export type Compare = 'prev' | 'yoy' | 'own';

/** What is compared with unless the address says otherwise: the page that is about nothing else always compares. */
export const usualCompare = computed<Compare | undefined>(() => (place.value.page === 'compare' ? 'prev' : undefined));

/** The dates of one's own that are compared with. */
export const ownDates = computed(() => readInstants(parameter('compare')));
export const compare = computed<Compare | undefined>(() => {
  const asked = parameter('compare');
  return asked === 'prev' || asked === 'yoy' ? asked : ownDates.value ? 'own' : usualCompare.value;
});

export const filters = computed(() => readFilters(query.value));

/** What chooses visits, in the API's own names and spelling. */
const choosing = computed(() => {
  const chosen: Record<string, string> = {};
  for (const { key } of filters.value) chosen[key] = query.value.get(key)!;
  for (const name of ['segment', 'cohort', 'match', 'excludeBounce']) {
    if (query.value.get(name)) chosen[name] = query.value.get(name)!;
  }
  return chosen;
});

/** The same for reports, which know one filter on each field, by the field's own name, and keep bounces. */
const choosingOfReports = computed(() => {
  const { segment, cohort, match } = choosing.value;
  const chosen = ofReports(filters.value).map(({ field, key }) => [field, choosing.value[key]]);
  return { ...Object.fromEntries(chosen), segment, cohort, match } as Record<string, string | undefined>;
});

export const isFiltered = computed(() => Object.keys(choosing.value).some((name) => name !== 'match'));

/**
 * What is asked for beside the range, where the server would not compare with it by itself: dates of one's own, and of
 * a running day the same hours of the one before, which is what people mean.
 */
export const periodBefore = computed<Period | undefined>(() => ownDates.value
  ?? (range.value && sameHoursBefore(range.value, compare.value === 'yoy' ? 'yoy' : 'prev', surroundings())));

/** The word for the server, where it is to compare by itself. */
export const serverCompare = computed(() =>
  periodBefore.value || compare.value === 'own' ? undefined : compare.value);

/** What the range is compared with, whoever does it. */
export const comparedWith = computed<Period | undefined>(() => periodBefore.value
  ?? (range.value && periodOfServer({ start: range.value.start, end: endOf(range.value, now.value) }, serverCompare.value ?? 'prev')));

/** The address without the sheet of a session and what was opened in it. */
export const NO_SESSION = { session: null, about: null, opened: null } as const;

type More = Record<string, string | number | undefined>;

const asked = (period?: Period): Period | undefined =>
  period ?? (range.value && { start: range.value.start, end: endOf(range.value, now.value) });

/** The address of a question about the website, undefined as long as the range is not known. `id` asks about another. */
export function ask(what: string, more: More = {}, period?: Period, id = websiteId.value): string | undefined {
  const when = asked(period);
  if (!when || !id) return undefined;
  return withParameters(`/websites/${id}/${what}`, {
    startAt: when.start, endAt: when.end, unit: unit.value, timezone: zone.value, ...choosing.value, ...more,
  });
}

/** What happens now on the website. It has no range, but the filters of all other questions. */
export const askLive = () => (websiteId.value ? withParameters(`/realtime/${websiteId.value}`, choosing.value) : undefined);

/** A report's question (spec 05, section 1), for `useAnswer`. */
export function askReport(type: string, parameters: Record<string, unknown> = {}, period?: Period, id = websiteId.value): string | undefined {
  const when = asked(period);
  if (!when || !id) return undefined;
  return posted(`/reports/${type}`, {
    websiteId: id, type, filters: choosingOfReports.value,
    parameters: {
      startDate: new Date(when.start).toISOString(), endDate: new Date(when.end).toISOString(), unit: unit.value,
      timezone: zone.value, ...parameters,
    },
  });
}

/** What other pages of the same website take along: the range and the filters, not what only this page has (Umami's rule). */
export const carried = computed(() => {
  const kept = new URLSearchParams();
  for (const name of ['date', 'offset', 'timezone', 'match', 'segment', 'cohort', ...(isShared.value ? FIXED : [])]) {
    if (query.value.get(name)) kept.set(name, query.value.get(name)!);
  }
  for (const { key, field } of filters.value) if (field !== 'event') kept.set(key, query.value.get(key)!);
  return kept;
});
