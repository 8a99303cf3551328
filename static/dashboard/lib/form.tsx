// Forms that save something. What was typed survives a failed save; why it failed stands above the button.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { forget } from './answers.ts';
import { useTask } from './task.ts';
import { t } from './words.ts';

interface Props {
  /** Saves; what it throws is shown. All answers are forgotten afterwards, so that every panel shows what is now. */
  save: () => Promise<void>;
  /** What the button says. */
  label?: string;
  kind?: string;
  isOff?: boolean;
  children: ComponentChildren;
}

export function Form({ save, label = t('save'), kind = '', isOff = false, children }: Props) {
  const isSaved = useSignal(false);
  const { run, problem, isBusy } = useTask(async () => {
    isSaved.value = false;
    await save();
    forget();
    isSaved.value = true;
  });
  return (
    <form class={`form ${kind}`} onInput={() => (isSaved.value = false)} onSubmit={(event) => {
      event.preventDefault();
      void run();
    }}>
      {children}
      {problem.value && <p class="problem" role="alert">{problem.value}</p>}
      <button type="submit" class="button main" disabled={isOff || isBusy.value}>{label}</button>
      {isSaved.value && <p class="saved" role="status">{t('done')}</p>}
    </form>
  );
}
