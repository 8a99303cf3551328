// Answers of the API for what is on the screen. Equal questions are asked once; while a new one is asked the old answer
// stays; nothing is asked while the tab is hidden, or by nobody.
import { type Signal, computed, effect, signal, untracked, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, call, isKnown } from './api.ts';
import { MINUTE } from './zones.ts';

/** Whether anybody can see the page. */
const isSeen = signal(document.visibilityState !== 'hidden');

/** The time that ranges end at. It moves when somebody comes back to a page that is older than a minute. */
export const now = signal(Date.now());

document.addEventListener('visibilitychange', () => {
  isSeen.value = document.visibilityState !== 'hidden';
  if (isSeen.value) refresh();
});

/** Lets the page be of now, if it is older than a minute. */
export function refresh(): void {
  if (Date.now() - now.value > MINUTE) now.value = Date.now();
}

interface Flight {
  answer: Promise<unknown>;
  abort: AbortController;
  waiting: number;
}

const KEPT_MS = MINUTE;
const KEPT_ANSWERS = 100;
const kept = new Map<string, { at: number; data: unknown }>();
const flights = new Map<string, Flight>();

/** Forgets all answers: somebody has changed something, or is somebody else now. */
export function forget(): void {
  kept.clear();
}

/** The questions that are on the screen. */
const asking = new Set<Asking<unknown>>();

/** Asks anew, at once, what is on the screen and begins with one of these addresses: somebody has just changed it. */
export function renew(...addresses: string[]): void {
  forget();
  for (const each of asking) if (addresses.some((address) => each.isAbout(address))) each.retry();
}

/** Between the address of a question that is asked by POST and its body: no address and no JSON holds it. */
const BODY = '\n';

/** A question by POST, as reports are asked: one text, so that equal questions are known as equal. */
export const posted = (address: string, body: unknown) => address + BODY + JSON.stringify(body);

function ask(address: string): Flight {
  const known = flights.get(address);
  if (known) return known;
  const abort = new AbortController();
  const [path, body] = address.split(BODY, 2) as [string, string?];
  const answer = call(body === undefined ? 'GET' : 'POST', path, body === undefined ? undefined : JSON.parse(body), abort.signal)
    .then((data) => {
      kept.delete(address);
      kept.set(address, { at: Date.now(), data });
      if (kept.size > KEPT_ANSWERS) kept.delete(kept.keys().next().value!);
      return data;
    })
    .finally(() => flights.get(address) === flight && flights.delete(address));
  answer.catch(() => undefined); // Those who wait hear of it; if nobody waits any more it is no matter.
  const flight: Flight = { answer, abort, waiting: 0 };
  flights.set(address, flight);
  return flight;
}

/** One answer for something that is no part of the page, such as a file; a kept one is good enough. */
export function once<T>(address: string): Promise<T> {
  const found = kept.get(address);
  if (found && Date.now() - found.at < KEPT_MS) return Promise.resolve(found.data as T);
  const flight = ask(address);
  flight.waiting++; // For good: whoever else asks the same may go, and it still comes.
  return flight.answer as Promise<T>;
}

export interface Answer<T> {
  /** The last answer, also of the question before while the next one is asked. */
  data: T | undefined;
  error: ApiError | undefined;
  /** Since when it is being asked, 0 if it is not. */
  since: number;
  /** Whether `data` answers the question as it is now. */
  isFresh: boolean;
  retry: () => void;
}

/**
 * The answer to GET `address`, or to a question made by `posted`; undefined asks nothing. `every` asks again after so many milliseconds.
 */
export function useAnswer<T>(address: string | undefined, { every = 0 } = {}): Answer<T> {
  const wanted = useSignal(address);
  wanted.value = address;
  const state = useMemo(() => new Asking<T>(wanted, every), [every]);
  useEffect(() => {
    asking.add(state as Asking<unknown>);
    const stop = effect(() => state.follow());
    return () => {
      asking.delete(state as Asking<unknown>);
      stop();
    };
  }, [state]);
  const { data, error, since, of } = state.now.value;
  return { data, error, since, isFresh: of === address && data !== undefined, retry: state.retry };
}

/** An answer beside which another is shown: it fails with either, and what has failed is asked again. */
export const withOther = <T>(answer: Answer<T>, other: Answer<unknown>): Answer<T> => ({
  ...answer, error: answer.error ?? other.error,
  retry: () => [answer, other].filter(({ error }) => error).forEach(({ retry }) => retry()),
});

interface State<T> {
  data: T | undefined;
  error: ApiError | undefined;
  since: number;
  of: string | undefined;
}

class Asking<T> {
  readonly now: Signal<State<T>>;
  private readonly tries = signal(0);
  private readonly mayAsk = computed(() => isSeen.value && isKnown.value);

  constructor(private readonly wanted: Signal<string | undefined>, private readonly every: number) {
    const known = wanted.peek() === undefined ? undefined : this.known(wanted.peek()!);
    this.now = signal({ data: known, error: undefined, since: 0, of: known && wanted.peek() });
  }

  private known(address: string): T | undefined {
    const found = kept.get(address);
    return found && Date.now() - found.at < KEPT_MS ? (found.data as T) : undefined;
  }

  isAbout = (address: string) => !!this.wanted.peek()?.startsWith(address);

  retry = () => void this.tries.value++;

  /** Asks whenever the question, the tab's visibility or the number of tries changes. */
  follow(): (() => void) | void {
    const [address, tries, mayAsk] = [this.wanted.value, this.tries.value, this.mayAsk.value];
    const last = untracked(() => this.now.value);
    if (address === undefined) {
      if (last.since) this.set({ ...last, since: 0 });
      return;
    }
    const known = tries ? undefined : this.known(address);
    if (known !== undefined) {
      if (last.of !== address || last.data !== known || last.since) this.set({ data: known, error: undefined, since: 0, of: address });
      return this.every && mayAsk ? this.again(address) : undefined;
    }
    if (!mayAsk) {
      if (last.since) this.set({ ...last, since: 0 });
      return;
    }
    const flight = ask(address);
    let isOver = false;
    let timer = 0;
    flight.waiting++;
    this.set({ ...last, error: undefined, since: Date.now() });
    flight.answer.then(
      (data) => {
        if (isOver) return;
        this.set({ data: data as T, error: undefined, since: 0, of: address });
        if (this.every) timer = this.later(address);
      },
      (error: unknown) => {
        if (isOver) return;
        const told = error instanceof ApiError ? error : new ApiError(0, 'unreachable', '');
        this.set({ ...last, error: told, since: 0 });
        if (this.every) timer = this.later(address);
      },
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
      if (--flight.waiting) return;
      // Gone at once: who asks the same in this very moment must not wait for what is given up.
      if (flights.get(address) === flight) flights.delete(address);
      flight.abort.abort();
    };
  }

  private again(address: string): () => void {
    const timer = this.later(address);
    return () => clearTimeout(timer);
  }

  /** Asks anew after a while, never at the same moment as all others. */
  private later(address: string): number {
    return window.setTimeout(() => {
      kept.delete(address);
      this.tries.value++;
    }, this.every * (0.9 + 0.2 * Math.random()));
  }

  private set(state: State<T>): void {
    this.now.value = state;
  }
}
