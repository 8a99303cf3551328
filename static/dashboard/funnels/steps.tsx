// A funnel's answer: a bar for each step and what is lost between them, the same as a table and as a file.
import { useSignal } from '@preact/signals';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent, short } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { date } from '../lib/question.ts';
import { type Condition } from '../lib/saved.ts';
import { t } from '../lib/words.ts';
import { outcomeOf, type StepAnswer } from '../panels/saved-report.ts';
import { TargetLink } from '../panels/target.tsx';

const conditionText = ({ property, operator, value }: Condition) => `${property} ${t(`operator.${operator}`)} ${value}`;
const textOf = ({ value, filters }: StepAnswer) => [value, ...(filters ?? []).map(conditionText)].join(', ');
const share = (value: number | null) => (value === null ? '–' : percent(value));

/** The height of a funnel's picture, in rem, on a desk and on a phone. */
export const roomOf = (count: number) => [2 + 4.8 * count, 4 + 6.4 * count] as const;

export function Steps({ name, steps }: { name: string; steps: readonly StepAnswer[] }) {
  const isTable = useSignal(false);
  const { done, of } = outcomeOf(steps);
  const summary = t('goal.of', { done: exact(done), all: exact(of) });
  const download = () => save(`${name} ${date.value}`, [
    [t('type'), t('value'), t('visitors'), t('funnel.share'), t('funnel.lost'), `${t('funnel.lost')} %`],
    ...steps.map((step) => [t(`field.${step.type}`), textOf(step), step.visitors, step.remaining ?? '', step.dropped, step.dropoff ?? '']),
  ]);
  return (
    <figure class="funnel" aria-label={`${name}: ${of ? percent(done / of) : '–'}. ${summary}`}>
      <div class="chart-head">
        <p class="outcome">
          <strong class="card-value" data-v={of ? done / of : undefined}>{of ? percent(done / of) : '–'}</strong>
          <span data-v={done} data-of={of}>{summary}</span>
        </p>
        <div class="tools">
          <button type="button" class="button plain" aria-pressed={isTable.value} onClick={() => (isTable.value = !isTable.peek())}>
            <Icon name={isTable.value ? 'bars' : 'table'} />{t(isTable.value ? 'as-chart' : 'as-table')}
          </button>
          <FileButton save={download} />
        </div>
      </div>
      {isTable.value ? <AsTable steps={steps} /> : <Bars steps={steps} />}
    </figure>
  );
}

function Bars({ steps }: { steps: readonly StepAnswer[] }) {
  return (
    <ol class="funnel-steps">
      {steps.map((step, index) => (
        <li key={index}>
          {index > 0 && (
            <p class={`lost ${step.dropped ? '' : 'is-none'}`} data-v={step.dropped}>
              {t('funnel.lost-here', { count: exact(step.dropped), share: share(step.dropoff) })}
            </p>
          )}
          <div class="step-head">
            <span class="step-number" aria-hidden="true">{index + 1}</span>
            <span class="step-name"><TargetLink target={step} />{step.filters?.map((filter) => <small key={conditionText(filter)}> {conditionText(filter)}</small>)}</span>
            <span class="number" data-v={step.visitors} title={exact(step.visitors)}><span class="unseen">{t('visitors')} </span>{short(step.visitors)}</span>
            <span class="number share" data-v={step.remaining ?? undefined}>{share(step.remaining)}</span>
          </div>
          <div class="bar"><span style={{ inlineSize: `${100 * (step.remaining ?? 0)}%` }} /></div>
        </li>
      ))}
    </ol>
  );
}

function AsTable({ steps }: { steps: readonly StepAnswer[] }) {
  return (
    <div class="scrolls">
      <table>
        <thead><tr>
          <th scope="col">{t('funnel.step')}</th>
          <th scope="col" class="number">{t('visitors')}</th>
          <th scope="col" class="number">{t('funnel.share')}</th>
          <th scope="col" class="number">{t('funnel.lost')}</th>
          <th scope="col" class="number">%</th>
        </tr></thead>
        <tbody>
          {steps.map((step, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}. {textOf(step)}</th>
              <td class="number" data-v={step.visitors}>{exact(step.visitors)}</td>
              <td class="number" data-v={step.remaining ?? undefined}>{share(step.remaining)}</td>
              <td class="number" data-v={step.dropped}>{index ? exact(step.dropped) : '–'}</td>
              <td class="number" data-v={step.dropoff ?? undefined}>{share(step.dropoff)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
