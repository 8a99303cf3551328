// Properties of events or sessions: a list of them with their counts, and the values of the one that is chosen.
import { type ComponentChildren } from 'preact';
import { type Answer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent, short } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { date } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { type ValueTotal } from './visits.ts';

const LIMIT = 100; // the API's own

interface Props {
  /** Whose values: `plan`, `signup: plan`. */
  title: string;
  answer: Answer<ValueTotal[]>;
  /** How often the property was told at all: shares are of it, not of the rows shown. */
  total: number | undefined;
  /** What is counted. */
  counted: string;
}

export function Values({ title, answer, total, counted }: Props) {
  const download = () => save(`${title} ${date.value}`, [
    [t('value'), counted], ...answer.data!.map(({ value, total: count }) => [value ?? '', count]),
  ]);
  return (
    <Panel title={title} answer={answer} room={20} isEmpty={(rows) => !rows.length}
      tools={<FileButton isOff={!answer.isFresh} save={download} />}>
      {(rows) => (
        <>
          <table class="rows">
            <thead>
              <tr><th scope="col">{t('value')}</th><th scope="col" class="number">{counted}</th><th scope="col" class="number share">%</th></tr>
            </thead>
            <tbody>
              {rows.map(({ value, total: count }) => (
                <tr key={value} style={{ '--part': count / Math.max(1, rows[0]!.total) }}>
                  <th scope="row"><span class="value"><span class="filter-link is-plain"><span class="text" dir="auto">{value || t('none')}</span></span></span></th>
                  <td class="number" data-v={count} title={exact(count)}>{short(count)}</td>
                  <td class="number share">{total ? percent(Math.min(1, count / total)) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length >= LIMIT && <p class="note">{t('first-rows', { count: exact(LIMIT) })}</p>}
        </>
      )}
    </Panel>
  );
}

interface Choice {
  name: string;
  total: number;
  href: string;
  isChosen: boolean;
}

/** Properties to choose from, of which one is chosen. */
export function Choices({ heading, choices }: { heading?: ComponentChildren; choices: readonly Choice[] }) {
  return (
    <li>
      {heading}
      <ul class="properties">
        {choices.map(({ name, total, href, isChosen }) => (
          <li key={name}>
            <a href={href} aria-current={isChosen ? 'true' : undefined}><span class="text" dir="auto">{name}</span> <span class="number" data-v={total}>{short(total)}</span></a>
          </li>
        ))}
      </ul>
    </li>
  );
}
