// What a number is made of: names and how much is of each, the largest first, with its share; and a file of it.
import { type ComponentChildren } from 'preact';
import { type Answer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent, short } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { date } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { TOLD_APART } from './parts.ts';

export interface Amount {
  name: string;
  country?: string | null;
  value: number;
}

interface Props<T> {
  title: string;
  tools?: ComponentChildren;
  answer: Answer<T>;
  /** What the names are, and what is counted. */
  named: string;
  counted: string;
  rows: (data: T) => readonly Amount[];
  /** What shares are of; without it there are none. */
  total: (data: T) => number | undefined;
  cell: (row: Amount) => ComponentChildren;
  /** How numbers are written, at a glance and with every digit. */
  text?: (value: number) => string;
  whole?: (value: number) => string;
  /** Whether a bar above shows them as parts of one another, each in its colour. */
  hasBar?: boolean;
}

const ROOM_REM = 18;

export function Amounts<T>({ title, tools, answer, named, counted, rows, total, cell, text = short, whole = exact, hasBar = false }: Props<T>) {
  const download = () => save(`${title} ${date.value}`, [[named, counted], ...rows(answer.data!).map(({ name, value }) => [name, value])]);
  return (
    <Panel title={title} kind="amounts" answer={answer} room={ROOM_REM} tools={
      <div class="tools">
        {tools}
        <FileButton isOff={!answer.isFresh || !rows(answer.data!).length} save={download} />
      </div>
    }>
      {(data) => {
        const shown = rows(data);
        if (!shown.length) return <p class="state">{t('session.nothing')}</p>;
        const [most, all] = [shown[0]!.value || 1, total(data)];
        return (
          <>
            {hasBar && <Bar rows={shown} />}
            <div class="scrolls" tabIndex={0} role="group" aria-label={title}>
              <table class="rows">
                <thead>
                  <tr><th scope="col">{named}</th><th scope="col" class="number">{counted}</th><th scope="col" class="number share">%</th></tr>
                </thead>
                <tbody>
                  {shown.map((row, index) => (
                    <tr key={`${row.name} ${row.country}`} style={{ '--part': row.value / most }}>
                      <th scope="row">
                        <span class="value">{hasBar && <i class={`swatch ${partOf(index)}`} />}{cell(row)}</span>
                      </th>
                      <td class="number" data-v={row.value} title={whole(row.value)}>{text(row.value)}</td>
                      <td class="number share">{all ? percent(Math.min(1, row.value / all)) : ''}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        );
      }}
    </Panel>
  );
}

const partOf = (index: number) => (index < TOLD_APART ? `part-${index + 1}` : 'part-rest');

/** The numbers stand in the table below: to those who listen it says nothing new. */
function Bar({ rows }: { rows: readonly Amount[] }) {
  const rest = rows.slice(TOLD_APART).reduce((sum, { value }) => sum + value, 0);
  return (
    <div class="parts-bar" aria-hidden="true">
      {rows.slice(0, TOLD_APART).map(({ name, value }, index) => <span key={name} class={partOf(index)} style={{ flexGrow: value }} />)}
      {rest > 0 && <span class="part-rest" style={{ flexGrow: rest }} />}
    </div>
  );
}

/** A name that nothing is to be done with. */
export const Plain = ({ children }: { children: ComponentChildren }) => (
  <span class="filter-link is-plain"><span class="text" dir="auto">{children}</span></span>
);

/** A name that leads to its visitors on the overview: here a filter would ask for something else. */
export const Visitors = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a class="filter-link" href={href} title={t('page.overview')}><span class="text" dir="auto">{children}</span></a>
);
