// Who is signed in.
import { effect, signal } from '@preact/signals';
import { isShared } from './address.ts';
import { ApiError, call, token } from './api.ts';

export interface User {
  id: string;
  username: string;
  role: string;
  isAdmin: boolean;
  teams?: { id: string; name: string }[];
}

export const user = signal<User | undefined>(undefined);

/** Why nobody knows who is signed in, if the server did not tell. */
export const trouble = signal<ApiError | undefined>(undefined);

/** Asks again who is signed in, after a change to that: another team. */
export async function renewUser(): Promise<void> {
  user.value = await call<User>('POST', '/auth/verify');
}

/** Asks who is signed in. */
export async function findUser(): Promise<void> {
  trouble.value = undefined;
  try {
    await renewUser();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    trouble.value = error;
  }
}

/** Asks the server once for each token, and not in a share, where everybody is nobody; a 401 leads to the login page (lib/api.ts). */
export function knowUser(): void {
  let known: string | undefined;
  effect(() => {
    const now = isShared.value ? undefined : token.value;
    if (now === known) return;
    known = now;
    user.value = undefined;
    if (known) void findUser();
  });
}
