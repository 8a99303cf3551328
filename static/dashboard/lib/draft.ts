// What somebody is typing, before it is told.
import { useSignal } from '@preact/signals';

/** What is typed into a field before it is told: it survives that the page is drawn anew, and gives way to another value. */
export function useDraft(value: string): [shown: string, type: (text: string) => void] {
  const draft = useSignal({ of: value, text: value });
  if (draft.peek().of !== value) draft.value = { of: value, text: value }; // `Back` to the value before is no draft.
  return [draft.value.text, (text) => (draft.value = { of: value, text })];
}
