// Numbers, times and names in the user's language.
import { regionName } from './regions.ts';
import { locale, t, tMaybe } from './words.ts';
import { DAY, type Unit, wallOf, wallOfLabel } from './zones.ts';

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.DisplayNames>();

function formatter<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.DisplayNames>(name: string, make: (locale: string) => T): T {
  const key = `${locale.value} ${name}`;
  let found = made.get(key) as T | undefined;
  if (!found) made.set(key, (found = make(locale.value)));
  return found;
}

/** Numbers in a style of the caller's own. Throws RangeError for what `Intl` does not know. */
export const numbers = (options: Intl.NumberFormatOptions) =>
  formatter(JSON.stringify(options), (name) => new Intl.NumberFormat(name, options));
const dates = (options: Intl.DateTimeFormatOptions) =>
  formatter(JSON.stringify(options), (name) => new Intl.DateTimeFormat(name, options));

/** The whole number, every digit. */
export const exact = (value: number) => numbers({}).format(value);

/** A number to be read at a glance: whole below a hundred thousand, `1.2M` above. */
export const short = (value: number) =>
  Math.abs(value) < 100_000 ? exact(value) : numbers({ notation: 'compact', maximumFractionDigits: 1 }).format(value);

/** A share of one: 0.123 is `12%`, a little more than nothing is `<1%`. */
export const percent = (share: number) =>
  share > 0 && share < 0.005 ? `<${numbers({ style: 'percent' }).format(0.01)}` : numbers({ style: 'percent' }).format(share);

/** A text with the sign of a change, where and as the language has it; the minus is as wide as the plus. */
export const signed = (text: string, change: number) =>
  numbers({ signDisplay: 'exceptZero' }).format(Math.sign(change)).replace(/\p{Nd}.*/u, '').replace('-', '−') + text;

/** A change with its sign: `+12%`. */
export const signedPercent = (share: number) => signed(numbers({ style: 'percent' }).format(Math.abs(share)), share);

/** Seconds in words: `1m 24s`. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [days, hours, minutes, rest] = [Math.floor(whole / 86400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const parts: [number, string][] = days ? [[days, 'day'], [hours, 'hour']] : hours ? [[hours, 'hour'], [minutes, 'minute']] : [[minutes, 'minute'], [rest, 'second']];
  const shown = parts.filter(([value], index) => value > 0 || (index === 1 && !parts[0]![0]));
  return signed(shown.map(([value, unit]) => numbers({ style: 'unit', unit, unitDisplay: 'narrow' }).format(value)).join(' '), Math.min(0, seconds));
}

/** A short time: `840ms`, `2.51s`. */
export const milliseconds = (value: number) => value < 999.5
  ? numbers({ style: 'unit', unit: 'millisecond', unitDisplay: 'narrow', maximumFractionDigits: 0 }).format(value)
  : numbers({ style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: 2 }).format(value / 1000);

const OF_UNIT: Record<Unit, Intl.DateTimeFormatOptions> = {
  minute: { hour: 'numeric', minute: '2-digit' },
  hour: { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
  day: { weekday: 'short', month: 'short', day: 'numeric' },
  week: { month: 'short', day: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  year: { year: 'numeric' },
};

/** A bucket of the API as people write it, in full. */
export const bucketName = (label: string, unit: Unit) => dates({ ...OF_UNIT[unit], timeZone: 'UTC' }).format(wallOfLabel(label));

const ON_AXIS: Record<Unit, Intl.DateTimeFormatOptions> = {
  ...OF_UNIT, hour: { hour: 'numeric' }, day: { month: 'short', day: 'numeric' }, month: { month: 'short' },
};

/** The same in a few letters, for below a chart; hours of several days are told by the day. */
export const axisName = (label: string, unit: Unit, isLong: boolean) =>
  dates({ ...(unit === 'hour' && isLong ? ON_AXIS.day : ON_AXIS[unit]), timeZone: 'UTC' }).format(wallOfLabel(label));

/** The days of a range: `Nov 14 – 21, 2026`, with the time where they are no whole days. */
export function rangeName(start: number, end: number, zone: string): string {
  const isWhole = wallOf(start, zone) % DAY === 0 && wallOf(end + 1, zone) % DAY === 0;
  const options: Intl.DateTimeFormatOptions = isWhole
    ? { year: 'numeric', month: 'short', day: 'numeric', timeZone: zone }
    : { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone: zone };
  return dates(options).formatRange(start, end);
}

/** A moment, to the minute. */
export const moment = (instant: number, zone: string) =>
  dates({ year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone: zone }).format(instant);

/** A day. */
export const dateName = (instant: number, zone: string) =>
  dates({ year: 'numeric', month: 'short', day: 'numeric', timeZone: zone }).format(instant);

/** The time of the day, to the second. */
export const clock = (instant: number, zone: string) =>
  dates({ hour: 'numeric', minute: '2-digit', second: '2-digit', timeZone: zone }).format(instant);

/** How long ago, in the largest unit that fits. */
export function ago(instant: number, from: number): string {
  const seconds = Math.round((instant - from) / 1000);
  const relative = new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto' });
  for (const [unit, size] of [['day', 86400], ['hour', 3600], ['minute', 60]] as const) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(seconds, 'second');
}

/** The days of the week, Sunday first. 4 January 1970 was one. */
export const weekday = (index: number) => dates({ weekday: 'short', timeZone: 'UTC' }).format((3 + index) * DAY);

/** An hour of the day: `3 PM` or `15`. */
export const hourName = (hour: number) => dates({ hour: 'numeric', timeZone: 'UTC' }).format(hour * 3_600_000);

/** The zone as it is written beside times: `GMT+2`. */
export function zoneName(zone: string, at: number): string {
  const parts = dates({ timeZone: zone, timeZoneName: 'short' }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

function display(type: 'region' | 'language', code: string): string {
  try {
    return formatter(type, (name) => new Intl.DisplayNames([name], { type })).of(code) ?? code;
  } catch {
    return code; // What visitors send need not be a code.
  }
}

const BROWSERS: Record<string, string> = {
  'edge-chromium': 'Edge (Chromium)', 'edge-ios': 'Edge (iOS)', 'chromium-webview': 'Android WebView', crios: 'Chrome (iOS)',
  fxios: 'Firefox (iOS)', ios: 'Safari (iOS)', 'ios-webview': 'iOS WebView', ie: 'Internet Explorer', yandexbrowser: 'Yandex',
  'opera-mini': 'Opera Mini', miui: 'MIUI', kakaotalk: 'KakaoTalk', samsung: 'Samsung Internet', 'beaker': 'Beaker',
};

const inCountry = (place: string, country: string | null | undefined) => (country ? `${place}, ${display('region', country)}` : place);

/** A value of a list as people say it. The value itself stays what is filtered by. */
export function nameOf(field: string, value: string, country?: string | null): string {
  switch (field) {
    case 'country':
      return display('region', value);
    case 'language':
      return display('language', value);
    case 'region': {
      const [, of, rest] = /^([A-Z]{2})-(.+)$/.exec(value) ?? [];
      return inCountry(regionName(value) ?? rest ?? value, country ?? of);
    }
    case 'city':
      return inCountry(value, country);
    case 'browser':
      return BROWSERS[value] ?? value.charAt(0).toUpperCase() + value.slice(1);
    case 'device':
    case 'channel':
      return tMaybe(`${field}.${value}`) ?? value;
    default:
      return value || t('none');
  }
}

/** The first day of the week where the user's language is spoken; 0 is Sunday. */
export function weekStart(): number {
  const info = new Intl.Locale(locale.value) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  return (info.getWeekInfo?.() ?? info.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}
