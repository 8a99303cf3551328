// What cannot be undone asks for a word, and nothing else does.
import { useSignal } from '@preact/signals';
import { Drop } from './drop.tsx';
import { Form } from './form.tsx';
import { t } from './words.ts';

interface Props {
  /** What the button says. */
  label: string;
  /** What has to be typed: DELETE, RESET. Never translated: it is what Umami asks for. None for what can be mended by others. */
  word?: string | null;
  /** What is lost, in a sentence. */
  hint?: string;
  run: () => Promise<void>;
}

export function Danger({ label, word = 'DELETE', hint, run }: Props) {
  return (
    <Drop kind="danger" label={label}>
      {(close) => <Ask {...{ label, word, hint, run: async () => {
        await run();
        close();
      } }} />}
    </Drop>
  );
}

function Ask({ label, word, hint, run }: Required<Omit<Props, 'hint'>> & { hint: string | undefined }) {
  const typed = useSignal('');
  return (
    <Form save={run} label={label} kind="danger" isOff={word !== null && typed.value !== word}>
      {hint && <p>{hint}</p>}
      {word !== null && (
        <label>{t('type-word', { word })}
          <input autofocus autocomplete="off" value={typed.value} onInput={(event) => (typed.value = event.currentTarget.value)} />
        </label>
      )}
    </Form>
  );
}
