// Forms that save something. What was typed survives a failed save; why it failed stands above the button.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { forget } from './answers.ts';
import { ApiError } from './api.ts';
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
  const [problem, isBusy, isSaved] = [useSignal(''), useSignal(false), useSignal(false)];
  const submit = async () => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    isSaved.value = false;
    problem.value = '';
    try {
      await save();
      forget();
      isSaved.value = true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = reasonOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form class={`form ${kind}`} onInput={() => (isSaved.value = false)} onSubmit={(event) => {
      event.preventDefault();
      void submit();
    }}>
      {children}
      {problem.value && <p class="problem" role="alert">{problem.value}</p>}
      <button type="submit" class="button main" disabled={isOff || isBusy.value}>{label}</button>
      {isSaved.value && <p class="saved" role="status">{t('done')}</p>}
    </form>
  );
}

/** Why a call failed, in the server's words where it has any. */
export const reasonOf = (error: ApiError) =>
  error.status === 0 ? t('error-unreachable') : error.status === 403 ? t('error-forbidden') : error.message || t('error-server');
