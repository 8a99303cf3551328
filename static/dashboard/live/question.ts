// What happens now, asked every ten seconds while somebody sees it and has not paused it.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useAnswer, type Answer } from '../lib/answers.ts';
import { type ApiError } from '../lib/api.ts';
import { askLive } from '../lib/question.ts';
import { type Live } from './answer.ts';

const EVERY_MS = 10_000;

export interface Watching {
  /** As panels take it: busy and failed only where there is no answer to this very question yet. */
  answer: Answer<Live>;
  /** What went wrong last, while the numbers of before are still shown. */
  trouble: ApiError | undefined;
  /** Not in the address: a link that shows a moment of the past as if it were now would mislead. */
  isPaused: boolean;
  toggle: () => void;
}

export function useLive(): Watching {
  const isPaused = useSignal(false);
  const held = useSignal<string | undefined>(undefined);
  const address = askLive();
  // A filter that is chosen during a pause is another question: it is asked once.
  const isHeld = isPaused.value && held.value === address;
  const answer = useAnswer<Live>(isHeld ? undefined : address, { every: EVERY_MS });
  useEffect(() => {
    if (answer.isFresh) held.value = address;
  }, [answer.isFresh, address]);

  const isKnown = isHeld || answer.isFresh;
  const last = useRef<ApiError | undefined>(undefined);
  // While it is tried again the trouble is not over yet.
  if (answer.error || !answer.since) last.current = answer.error;
  return {
    answer: isKnown ? { ...answer, since: 0, error: undefined } : answer,
    trouble: isKnown ? last.current : undefined,
    isPaused: isPaused.value,
    toggle: () => {
      isPaused.value = !isPaused.peek();
      if (!isPaused.peek()) answer.retry();
    },
  };
}
