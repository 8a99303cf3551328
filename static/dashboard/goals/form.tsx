// A goal to add, change or delete.
import { useSignal } from '@preact/signals';
import { useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { Form } from '../lib/form.tsx';
import { Failed, GONE } from '../lib/panel.tsx';
import { targetOf } from '../lib/saved.ts';
import { Sheet } from '../lib/sheet.tsx';
import { t } from '../lib/words.ts';
import { type SavedReport, askReportOf, storeReport } from '../panels/saved-report.ts';
import { TargetInput } from '../panels/target.tsx';

interface Props {
  /** Which one; none is a new one. */
  id: string | undefined;
  onClose: (how?: 'replace') => void;
  /** Something is stored or gone. */
  onChange: () => void;
}

export function GoalForm({ id, onClose, onChange }: Props) {
  const { data, error, retry } = useAnswer<SavedReport | null>(id && askReportOf(id));
  const isGone = id !== undefined && (error || data === null);
  return (
    <Sheet title={id ? (data?.name ?? t('page.goals')) : t('goal.add')} kind="small" onClose={() => onClose()}>
      {isGone ? <Failed error={error ?? GONE} retry={retry} />
        : (!id || data) && <Fields {...{ saved: data ?? undefined, onClose, onChange }} />}
    </Sheet>
  );
}

function Fields({ saved, onClose, onChange }: Omit<Props, 'id'> & { saved: SavedReport | undefined }) {
  const name = useSignal(saved?.name ?? '');
  const target = useSignal(targetOf(saved?.parameters ?? {}));
  const end = () => {
    onClose('replace');
    onChange();
  };
  return (
    <>
      <Form save={async () => {
        await storeReport('goal', saved?.id, name.value, { ...saved?.parameters, ...target.value });
        end();
      }}>
        <label>{t('name')}<input autofocus required maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
        <TargetInput target={target.value} onChange={(changed) => (target.value = changed)} />
        <p class="note">{t('report.any-text')}</p>
      </Form>
      {saved && <Danger label={t('delete')} run={async () => {
        await call('DELETE', `/reports/${saved.id}`);
        end();
      }} />}
    </>
  );
}
