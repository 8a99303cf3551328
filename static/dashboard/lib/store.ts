// What the browser remembers, under Umami's names: who switches neither signs in anew nor loses a preference.

type Key = 'auth' | 'locale' | 'timezone' | 'date-range' | 'theme' | 'last-team' | 'keys' | 'currency';

/** The value, or undefined where there is none, or none that may be read. */
export function recall<T>(key: Key): T | undefined {
  try {
    const text = localStorage.getItem('umami.' + key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined; // A browser that stores nothing, or a text that is not ours.
  }
}

/** Keeps the value; undefined forgets it. Where nothing may be stored, it lasts as long as the page. */
export function remember(key: Key, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem('umami.' + key);
    else localStorage.setItem('umami.' + key, JSON.stringify(value));
  } catch {
    // Nothing to be done: the page works without.
  }
}
