// Everything as files: the lists of the range in a ZIP, made by the server (GET /export).
import { useSignal } from '@preact/signals';
import { saveFile } from '../lib/csv.ts';
import { ApiError, call } from '../lib/api.ts';
import { reasonOf } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { ask, date } from '../lib/question.ts';
import { t } from '../lib/words.ts';

export function Export({ name }: { name: string }) {
  const [problem, isBusy] = [useSignal(''), useSignal(false)];
  const run = async () => {
    const address = ask('export');
    if (!address || isBusy.peek()) return;
    isBusy.value = true;
    problem.value = '';
    try {
      const { zip } = await call<{ zip: string }>('GET', address);
      const bytes = Uint8Array.from(atob(zip), (letter) => letter.charCodeAt(0));
      saveFile(`${name} ${date.value}.zip`, new Blob([bytes], { type: 'application/zip' }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = reasonOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <p class="page-foot tools">
      {problem.value && <span class="problem" role="alert">{problem.value}</span>}
      <button type="button" class="button plain" disabled={isBusy.value} onClick={() => void run()}><Icon name="file" />{t('export')}</button>
    </p>
  );
}
