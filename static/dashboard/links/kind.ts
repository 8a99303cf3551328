// Links and pixels are the same thing but for what happens at their address: one leads on, the other is a picture.
import { base } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { type Thing } from '../lib/website.ts';
import { type Word } from '../lib/words.ts';

export interface Tracked extends Thing {
  slug: string;
  /** Where a link leads; pixels have none. */
  url?: string;
}

export interface Kind {
  /** Its page, and its name in the API's paths. */
  name: 'links' | 'pixels';
  add: Word;
  /** What stands before the slug, unless the server's settings name another place. */
  folder: string;
  setting: 'linksUrl' | 'pixelsUrl';
}

export const LINK: Kind = { name: 'links', add: 'link.add', folder: '/q', setting: 'linksUrl' };
export const PIXEL: Kind = { name: 'pixels', add: 'pixel.add', folder: '/p', setting: 'pixelsUrl' };

/** Makes whole addresses of slugs. */
export function useAddress({ setting, folder }: Kind): (slug: string) => string {
  const { data } = useAnswer<Partial<Record<Kind['setting'], string>>>('/config');
  const before = data?.[setting]?.replace(/\/$/, '') || location.origin + base + folder;
  return (slug) => `${before}/${encodeURIComponent(slug)}`;
}

/** What is pasted into a page or a mail to count its readers. */
export const pictureCode = (address: string) => `<img src="${address}" alt="" width="1" height="1">`;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A slug that nobody guesses: nine letters, as Umami offers. */
export function randomSlug(): string {
  // 248 is four times 62: a number above it would make the first letters likelier than the last.
  const fair = [...crypto.getRandomValues(new Uint8Array(64))].filter((number) => number < 248);
  return fair.slice(0, 9).map((number) => LETTERS[number % LETTERS.length]).join('');
}
