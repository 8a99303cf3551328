// The lists of the overview: which there are, what each row can be filtered by, and in which panels they stand.
import { FIELDS, type Wanted } from '../lib/filters.ts';
import { type Word } from '../lib/words.ts';

/** All lists, by the API's name of the metric (spec 04, section 8), in the order of the long view. */
export const LISTS = [
  'path', 'entry', 'exit', 'title', 'query', 'referrer', 'channel', 'domain', 'country', 'region', 'city', 'browser', 'os', 'device',
  'language', 'screen', 'utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm', 'event', 'hostname', 'distinctId', 'tag',
] as const;
export type List = (typeof LISTS)[number];

export interface PanelOf {
  /** Its heading, and the parameter of the address that holds its tab. */
  name: 'pages' | 'sources' | 'places' | 'devices' | 'events' | 'campaigns';
  lists: readonly List[];
  /** Whether its first list can be seen as a map. */
  hasMap?: boolean;
}

export const PANELS: readonly PanelOf[] = [
  { name: 'pages', lists: ['path', 'entry', 'exit', 'title'] },
  { name: 'sources', lists: ['referrer', 'channel'] },
  { name: 'places', lists: ['country', 'region', 'city'], hasMap: true },
  { name: 'devices', lists: ['browser', 'os', 'device', 'screen', 'language'] },
  { name: 'events', lists: ['event'] },
  { name: 'campaigns', lists: ['utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm'] },
];

export const isList = (name: string): name is List => (LISTS as readonly string[]).includes(name);

/** What a list is called: as the filter on it, where there is one. */
export const listWord = (list: List): Word =>
  list === 'domain' ? list : ((FIELDS as readonly string[]).includes(list) ? `field.${list}` : `list.${list}`) as Word;

/** The words by which the long view groups domains, as far as they are not the group's name (spec 04, section 8.4). */
const GROUPS: Readonly<Record<string, string>> = {
  'instagram.com': 'instagram\\.|ig\\.com', 'twitter.com': 'twitter\\.|t\\.co|x\\.com', 'yandex.ru': 'yandex\\.',
  'news.ycombinator.com': 'news\\.ycombinator\\.com',
};

/** What a row filters by, as the address writes it; undefined for what the API cannot filter by. */
export function filterOf(list: List, value: string): Wanted | undefined {
  switch (list) {
    case 'channel':
    case 'screen':
      return undefined;
    case 'entry':
    case 'exit':
      return { field: 'path', value };
    case 'domain':
      if (value === 'Other') return undefined;
      return { field: 'referrer', value, pattern: GROUPS[value] ?? value.replace(/\.[a-z]+$/, '\\.') };
    case 'language':
      // The list has two letters, the visits whole names: en-GB.
      return { field: 'language', value, pattern: `^${value}` };
    default:
      return { field: list, value };
  }
}

/** The domains that make a channel, as a pattern (spec 04, section 9.1). */
const DOMAINS: Readonly<Record<string, string>> = {
  Search: 'baidu\\.com|bing\\.com|chatgpt\\.com|duckduckgo\\.com|ecosia\\.org|google\\.|msn\\.com|perplexity\\.ai|search\\.brave\\.com|yandex\\.',
  Social: 'bsky\\.app|facebook\\.com|fb\\.com|ig\\.com|instagram\\.com|linkedin\\.|news\\.ycombinator\\.com|pinterest\\.|reddit\\.|snapchat\\.|t\\.co|threads\\.net|tiktok\\.|twitter\\.com|x\\.com',
  email: 'gmail\\.|hotmail\\.|mail\\.yahoo\\.|outlook\\.|proton\\.me|protonmail\\.',
  Shopping: 'alibaba\\.com|aliexpress\\.com|amazon\\.|bestbuy\\.com|ebay\\.com|etsy\\.com|newegg\\.com|target\\.com|walmart\\.com',
  Video: 'twitch\\.|youtube\\.',
};

/** The pattern of those who may have referred the visitors of a channel; undefined where other things than that make it. */
export const referrersOf = (channel: string): string | undefined => DOMAINS[channel.replace(/^(organic|paid)/, '')];
