// A recording as rrweb made it: plain values, before anything plays them.

/** An event of rrweb. What visitors' browsers send is stored as it is, so no member is sure to be there. */
export interface RecordedEvent {
  type: number;
  timestamp: number;
  data: Record<string, unknown>;
}

const SNAPSHOT = 2;
const META = 4;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The events that a player can take; none where the first picture of a page is missing. */
export function playable(events: readonly unknown[]): RecordedEvent[] {
  const found = events.filter((event): event is Record<string, unknown> & RecordedEvent =>
    isObject(event) && Number.isFinite(event['timestamp']) && Number.isFinite(event['type']) && isObject(event['data']));
  return found.length > 1 && found.some(({ type }) => type === SNAPSHOT) ? found : [];
}

/**
 * Takes out of recorded pages what would reach other hosts though no file may be loaded: `<link rel=preconnect>` and its
 * like, which no policy forbids. A link is told by its `rel`; changes of attributes name no tag, so theirs goes too.
 */
export function withoutHints(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(withoutHints);
  if (!isObject(value)) return;
  const { tagName, attributes } = value;
  if (isObject(attributes) && (typeof tagName !== 'string' || tagName.toLowerCase() === 'link')) {
    for (const name of Object.keys(attributes)) if (name.toLowerCase() === 'rel') delete attributes[name];
  }
  Object.values(value).forEach(withoutHints);
}

/** The pages of a recording: their addresses, and when each is there to be seen, in ms after the start. */
export function pagesOf(events: readonly RecordedEvent[]): { path: string; at: number }[] {
  const start = events[0]?.timestamp ?? 0;
  const pages: { path: string; at: number }[] = [];
  let path: string | undefined;
  for (const { type, data, timestamp } of events) {
    if (type === META && typeof data['href'] === 'string') path = pathOf(data['href']);
    // Its first picture comes a little later. A changed size of the window is told like a page, and has none.
    if (type === SNAPSHOT && path !== undefined && pages.at(-1)?.path !== path) pages.push({ path, at: timestamp - start + 1 });
  }
  return pages;
}

function pathOf(address: string): string {
  try {
    const { pathname, search } = new URL(address);
    return pathname + search;
  } catch {
    return address;
  }
}

/** A time within a recording: `1:07`. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
