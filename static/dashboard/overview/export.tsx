// Everything as files: the lists of the range in a ZIP, made by the server (GET /export).
import { saveFile } from '../lib/csv.ts';
import { call } from '../lib/api.ts';
import { FileButton } from '../lib/file-button.tsx';
import { ask, date } from '../lib/question.ts';
import { useTask } from '../lib/task.ts';
import { t } from '../lib/words.ts';

export function Export({ name }: { name: string }) {
  const { run, problem, isBusy } = useTask(async () => {
    const address = ask('export');
    if (!address) return;
    const { zip } = await call<{ zip: string }>('GET', address);
    const bytes = Uint8Array.from(atob(zip), (letter) => letter.charCodeAt(0));
    saveFile(`${name} ${date.value}.zip`, new Blob([bytes], { type: 'application/zip' }));
  });
  return (
    <p class="page-foot tools">
      {problem.value && <span class="problem" role="alert">{problem.value}</span>}
      <FileButton isOff={isBusy.value} name={t('export')} save={() => void run()} />
    </p>
  );
}
