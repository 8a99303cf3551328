// Names of regions. They are asked for the codes that are shown, all at once, and kept as long as the page.
import { signal } from '@preact/signals';
import { ApiError, call, withParameters } from './api.ts';

const names = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();
let wanted: string[] = [];
/** A plain Umami has no such route: then codes stay codes. */
let isMissing = false;

const MOST = 500; // codes that the route takes

/** The name of `US-CA`; undefined while it is not known, and where it has none. */
export function regionName(code: string): string | undefined {
  const known = names.value.get(code);
  if (known === undefined && !isMissing && !asked.has(code) && /^[A-Z]{2}-\w+$/.test(code)) {
    asked.add(code);
    // Whoever else shows regions in this moment asks with us.
    if (wanted.push(code) === 1) setTimeout(ask);
  }
  return known;
}

async function ask(): Promise<void> {
  const codes = wanted.splice(0, MOST);
  if (wanted.length) setTimeout(ask);
  try {
    const found = await call<Record<string, string>>('GET', withParameters('/dashi/regions', { codes: codes.join() }));
    names.value = new Map([...names.value, ...Object.entries(found)]);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) isMissing = true;
    else for (const code of codes) asked.delete(code); // to be asked again when they are shown again
  }
}
