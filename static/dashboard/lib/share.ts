// What somebody sees who was given the address of a share: a website, link, pixel or board, some of its pages, nothing
// to change. The token is held here only, so that it works in frames that may store nothing, and ends with the page.
import { signal } from '@preact/signals';

/** The pages of a website that a share may show: the names that Umami stores (spec 03, section 5), and ours. */
export const SHARED_PAGES: readonly (readonly [stored: string, page: string])[] = [
  ['overview', 'overview'], ['events', 'events'], ['sessions', 'sessions'], ['realtime', 'live'], ['performance', 'performance'],
  ['compare', 'compare'], ['breakdown', 'breakdown'], ['goals', 'goals'], ['funnels', 'funnels'], ['journeys', 'journeys'],
  ['retention', 'retention'], ['utm', 'utm'], ['revenue', 'revenue'], ['attribution', 'attribution'],
];
const NO_REPORTS = ['overview', 'events', 'sessions', 'live'];
const USUAL = ['overview', 'events'];

/** What GET /share/{slug} says (spec 02, section 6). A link's or pixel's id is there as a website's too. */
export interface ShareAnswer {
  parameters: Record<string, unknown> | null;
  websiteId?: string;
  linkId?: string;
  pixelId?: string;
  boardId?: string;
  token: string;
}

export interface Share {
  slug: string;
  /** Where the shared thing is for those who are signed in. */
  home: string;
  /** The names of its pages, as routes.json has them. */
  pages: readonly string[];
  token: string;
}

/** The share that is open. */
export const share = signal<Share | undefined>(undefined);

export function shareOf(slug: string, { parameters, websiteId, linkId, pixelId, boardId, token }: ShareAnswer): Share {
  if (linkId) return { slug, token, home: `/links/${linkId}`, pages: ['links'] };
  if (pixelId) return { slug, token, home: `/pixels/${pixelId}`, pages: ['pixels'] };
  if (boardId) return { slug, token, home: `/boards/${boardId}`, pages: ['boards'] };
  return { slug, token, home: `/websites/${websiteId}`, pages: pagesOf(parameters ?? {}) };
}

/** What the switches let through; who has never touched one shares what Umami offers first. */
function pagesOf(parameters: Record<string, unknown>): string[] {
  if (!SHARED_PAGES.some(([stored]) => stored in parameters)) return USUAL;
  const pages = SHARED_PAGES.filter(([stored]) => parameters[stored] === true).map(([, page]) => page);
  // The list of reports comes with the first of them.
  return pages.some((page) => !NO_REPORTS.includes(page)) ? [...pages, 'reports'] : pages;
}

/** What the address of a share fixes for frames: other pages of it keep that. */
export const FIXED = ['theme', 'lang', 'embed'] as const;
