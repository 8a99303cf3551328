// Which entries have come since the answer before.
import { useRef } from 'preact/hooks';
import { askLive } from '../lib/question.ts';
import { named, type Live } from './answer.ts';

const NONE: ReadonlySet<string> = new Set();

/** The keys that the last answer added to those before it. Nothing is new in the first answer to a question. */
export function useNews(data: Live): ReadonlySet<string> {
  const state = useRef<{ data: Live; of: string | undefined; seen: ReadonlySet<string>; fresh: ReadonlySet<string> } | undefined>(undefined);
  const last = state.current;
  if (last?.data === data) return last.fresh;
  const keys = named(data.events).map(([key]) => key);
  const of = askLive();
  const fresh = last && last.of === of ? new Set(keys.filter((key) => !last.seen.has(key))) : NONE;
  state.current = { data, of, seen: new Set(keys), fresh };
  return fresh;
}
