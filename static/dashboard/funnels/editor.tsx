// The settings of a funnel and what they give. All settings are in the address, so an unsaved funnel can be tried,
// shared, and undone step by step.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, query, withQuery } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { useDraft } from '../lib/draft.ts';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { Failed, GONE, Panel } from '../lib/panel.tsx';
import { mayCreate } from '../lib/rights.ts';
import { MOST_STEPS, USUAL_WINDOW, type Funnel, type Step, funnelOf, isAskable, readFunnel, storedFunnel, withFunnel } from '../lib/saved.ts';
import { t } from '../lib/words.ts';
import { type SavedReport, type StepAnswer, askFunnel, askReportOf, storeReport } from '../panels/saved-report.ts';
import { StepFields } from './step-fields.tsx';
import { Steps, roomOf } from './steps.tsx';

const NEW_STEP: Step = { type: 'path', value: '', filters: [] };
const NEW: Funnel = { window: USUAL_WINDOW, steps: [NEW_STEP, NEW_STEP] };

interface Props {
  /** Which one; none is a new one. */
  id: string | undefined;
  /** It is stored, or gone. */
  onStored: () => void;
}

export function Editor({ id, onStored }: Props) {
  const { data, error, retry } = useAnswer<SavedReport | null>(id && askReportOf(id));
  if (id && (error || data === null)) return <Failed error={error ?? GONE} retry={retry} />;
  if (id && !data) return <div class="skeleton" style={{ height: '20rem' }} />;
  return <Workbench saved={data ?? undefined} onStored={onStored} />;
}

function Workbench({ saved, onStored }: { saved: SavedReport | undefined; onStored: () => void }) {
  const funnel = readFunnel(query.value) ?? (saved ? funnelOf(saved.parameters) : NEW);
  const change = (changed: Partial<Funnel>) => go(withQuery(withFunnel(query.value, { ...funnel, ...changed })));
  const answer = useAnswer<StepAnswer[]>(askFunnel(funnel));
  const title = saved?.name ?? t('funnel.add');
  return (
    <div class="workbench">
      <section class="panel" aria-label={t('edit')}>
        <StepList steps={funnel.steps} onChange={(steps) => change({ steps })} />
        <WindowInput minutes={funnel.window} onChange={(window) => change({ window })} />
        <p class="note">{t('report.any-text')}</p>
        {mayCreate() && <SaveFunnel saved={saved} funnel={funnel} onStored={onStored} />}
      </section>
      {isAskable(funnel) ? (
        <Panel title={title} answer={answer} room={roomOf(funnel.steps.length)}>{(steps) => <Steps name={title} steps={steps} />}</Panel>
      ) : <section class="panel" aria-label={title}><h2>{title}</h2><p class="state">{t('funnel.unfinished')}</p></section>}
    </div>
  );
}

function WindowInput({ minutes, onChange }: { minutes: number; onChange: (minutes: number) => void }) {
  const [shown, type] = useDraft(String(minutes));
  return (
    <label class="window">{t('funnel.window')}
      <input type="number" min="0.1" step="any" required value={shown} onInput={(event) => type(event.currentTarget.value)} onChange={(event) => {
        const changed = event.currentTarget.valueAsNumber;
        if (changed > 0) onChange(changed);
      }} />
    </label>
  );
}

function StepList({ steps, onChange }: { steps: readonly Step[]; onChange: (steps: readonly Step[]) => void }) {
  /** A moved step takes the focus along, so that one can go on moving it. */
  const moved = useSignal<string | undefined>(undefined);
  useEffect(() => {
    if (!moved.value) return;
    const [index, way] = moved.value.split(' ');
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(`[data-step="${index}"] [data-way]`)];
    (buttons.find((button) => button.dataset['way'] === way && !button.disabled) ?? buttons.find((button) => !button.disabled))?.focus();
    moved.value = undefined;
  }, [moved.value]);
  const move = (from: number, by: -1 | 1) => {
    const order = [...steps];
    order.splice(from + by, 0, ...order.splice(from, 1));
    onChange(order);
    moved.value = `${from + by} ${by}`;
  };
  return (
    <>
      <ol class="step-list">
        {steps.map((step, index) => (
          <li key={index} data-step={index}>
            <StepFields step={step} index={index} count={steps.length} onMove={(by) => move(index, by)}
              onChange={(changed) => onChange(steps.map((each, at) => (at === index ? changed : each)))}
              onRemove={() => onChange(steps.filter((_, at) => at !== index))} />
          </li>
        ))}
      </ol>
      {steps.length < MOST_STEPS && (
        <button type="button" class="button" onClick={() => onChange([...steps, NEW_STEP])}><Icon name="plus" />{t('funnel.add-step')}</button>
      )}
    </>
  );
}

function SaveFunnel({ saved, funnel, onStored }: { saved: SavedReport | undefined; funnel: Funnel; onStored: () => void }) {
  const name = useSignal(saved?.name ?? '');
  return (
    <div class="save-funnel">
      <Form isOff={!isAskable(funnel)} save={async () => {
        await storeReport('funnel', saved?.id, name.value, storedFunnel(funnel, saved?.parameters));
        onStored();
      }}>
        <label>{t('name')}<input required maxLength={200} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
      </Form>
      {saved && <Danger label={t('delete')} run={async () => {
        await call('DELETE', `/reports/${saved.id}`);
        onStored();
      }} />}
    </div>
  );
}
