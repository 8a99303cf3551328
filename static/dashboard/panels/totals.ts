// The numbers of the range as a whole, and those of the period that it is compared with.
import { useAnswer, withOther, type Answer } from '../lib/answers.ts';
import { ask, compare, periodBefore, serverCompare } from '../lib/question.ts';
import { type Stats, type Totals } from '../lib/stats.ts';
import { useSubject } from '../lib/subject.ts';

/** Totals beside those of another period, as long as these are known. */
export interface Compared extends Totals {
  comparison: Totals | undefined;
}

export function useTotals(): { answer: Answer<Stats>; totals: Compared | undefined } {
  const id = useSubject();
  // The period before is what the server takes unless told otherwise: then one answer serves with and without comparison.
  const answer = useAnswer<Stats>(ask('stats', { compare: serverCompare.value === 'yoy' ? 'yoy' : undefined }, undefined, id));
  const before = useAnswer<Stats>(periodBefore.value && ask('stats', {}, periodBefore.value, id));
  const totals = answer.data && { ...answer.data, comparison: periodBefore.value ? before.data : answer.data.comparison };
  // Where nobody compares, numbers without their change are better than none.
  return { answer: compare.value ? withOther(answer, before) : answer, totals };
}
