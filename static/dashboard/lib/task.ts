// What somebody starts and waits for, such as saving: one at a time, and why it failed.
import { useSignal } from '@preact/signals';
import { ApiError } from './api.ts';
import { t } from './words.ts';

export function useTask(work: () => Promise<void>) {
  const [problem, isBusy] = [useSignal(''), useSignal(false)];
  const run = async () => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    problem.value = '';
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = reasonOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return { run, problem, isBusy };
}

/** Why a call failed, in the server's words where it has any. */
export const reasonOf = (error: ApiError) =>
  error.status === 0 ? t('error-unreachable') : error.status === 403 ? t('error-forbidden') : error.message || t('error-server');
