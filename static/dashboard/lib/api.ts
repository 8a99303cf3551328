// Calls of the API: with the token that Umami's pages keep too, and with errors that can be shown.
import { computed, signal } from '@preact/signals';
import { base, go, isShared, path, query, withChanges, withQuery } from './address.ts';
import { share } from './share.ts';
import { recall, remember } from './store.ts';

/** What went wrong. `status` is 0 if no answer came at all. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

export const token = signal(recall<string>('auth'));

/** Whether the server will know who asks. In a share that is its token alone, also for those who are signed in. */
export const isKnown = computed(() => !!(isShared.value ? share.value : token.value));

function identity(): Record<string, string> {
  if (isShared.value) return share.value ? { 'x-umami-share-token': share.value.token, 'x-umami-share-context': '1' } : {};
  return token.value ? { Authorization: `Bearer ${token.value}` } : {};
}

export function signIn(value: string): void {
  remember('auth', value);
  token.value = value;
}

/** Forgets the token and asks for a new one; whoever signs in comes back to where they were. */
export function signOut(comeBack = true): void {
  remember('auth', undefined);
  token.value = undefined;
  if (path.value === '/login') return;
  const back = comeBack ? withQuery(query.value) : null;
  go(withChanges({ next: back }, new URLSearchParams(), '/login'), 'replace');
}

/** Asks the API. Errors: ApiError; after 401 the login page is on its way, 403 is for what one may not do. */
export async function call<T>(method: string, address: string, body?: unknown, abort?: AbortSignal): Promise<T> {
  // These pages read today's shapes, also where API_COMPAT gives others to those who ask for none.
  const headers: Record<string, string> = { 'x-umami-compat': 'v3', ...identity() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer: Response;
  let data: unknown;
  try {
    answer = await fetch(`${base}/api${address}`, {
      method, headers, body: body === undefined ? null : JSON.stringify(body), signal: abort ?? null,
    });
    data = JSON.parse((await answer.text()) || 'null');
  } catch (error) {
    if (abort?.aborted) throw error;
    if (error instanceof SyntaxError) throw new ApiError(answer!.status, 'nonsense', '');
    throw new ApiError(0, 'unreachable', ''); // No answer, or one that was cut off.
  }
  if (answer.ok) return data as T;
  const { message = '', code = '' } = (data as { error?: { message?: string; code?: string } } | null)?.error ?? {};
  if (answer.status === 401 && isShared.value) {
    await forgetIfGone();
    throw new ApiError(403, 'forbidden', message);
  }
  if (answer.status === 401 && address !== '/auth/login') {
    // The API says 401 also to those who are signed in and may not (spec 02, section 5): they stay, and are told so.
    if (address !== '/auth/verify' && (await isSignedIn(headers))) throw new ApiError(403, 'forbidden', message);
    signOut();
  }
  throw new ApiError(answer.status, code, message);
}

/** Lets go of a share that its owner has deleted meanwhile; nobody is sent to the login page from it. */
async function forgetIfGone(): Promise<void> {
  const slug = share.value?.slug;
  const isGone = slug !== undefined && (await fetch(`${base}/api/share/${slug}`).then(({ status }) => status === 404, () => false));
  if (isGone && share.value?.slug === slug) share.value = undefined;
}

/** Whether the server still knows who asks; if it does not answer, nobody has said otherwise. */
const isSignedIn = (headers: Record<string, string>): Promise<boolean> =>
  fetch(`${base}/api/auth/verify`, { method: 'POST', headers }).then(({ status }) => status !== 401, () => true);

/** A path of the API with parameters; undefined ones are left out. */
export function withParameters(address: string, parameters: Record<string, string | number | undefined>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) text.set(name, String(value));
  return `${address}?${text}`;
}
