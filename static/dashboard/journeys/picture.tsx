// Columns of steps with lines between them. A step is a link that traces the visits through it; again, or Esc, ends that.
import { useEffect } from 'preact/hooks';
import { base, go, withChanges } from '../lib/address.ts';
import { exact, percent, short } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { sumOf, type Line, type Path, type Step, type Trace } from './paths.ts';

/** Heights in pixels, as the style sheet has them: lines lead from middle to middle. */
const [ROW, GAP] = [44, 6];
const LINE_MOST = 9;

interface Props {
  steps: readonly Step[];
  paths: readonly Path[];
  trace: Trace | undefined;
}

export function Picture({ steps, paths, trace }: Props) {
  useEffect(() => {
    if (!trace) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open], .drop-box')) return;
      event.preventDefault(); // Elsewhere it clears the filters.
      go(withChanges({ trace: null }));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [trace !== undefined]);
  const all = sumOf(paths);
  const most = Math.max(1, ...steps.flatMap(({ lines }) => lines.map(({ visits }) => visits)));
  const first = paths[0];
  const summary = first && t('journey.summary', { count: exact(all), path: first.steps.join(' → '), share: percent(first.visits / all) });
  return (
    <figure class="journey" aria-label={t('page.journeys')}>
      <figcaption class="note">{summary}</figcaption>
      <div class="scrolls" onKeyDown={walk}>
        <ol class={trace ? 'steps is-traced' : 'steps'}>
          {steps.map((step, index) => <Column key={index} {...{ step, index, all, most, trace }} rowsBefore={rowsOf(steps[index - 1])} />)}
        </ol>
      </div>
    </figure>
  );
}

const rowsOf = (step: Step | undefined) => (step ? Math.max(...step.nodes.map(({ row }) => row)) + 1 : 0);

interface ColumnProps {
  step: Step;
  index: number;
  /** The visits of all paths, and of the widest line. */
  all: number;
  most: number;
  trace: Trace | undefined;
  rowsBefore: number;
}

function Column({ step, index, all, most, trace, rowsBefore }: ColumnProps) {
  const others = step.nodes.filter(({ isShown }) => !isShown);
  return (
    <li class="step">
      <h3>{t('journey.step', { number: exact(index + 1) })}<span class="note" data-step={index + 1} data-v={step.visits} title={exact(step.visits)}>{short(step.visits)} · {percent(step.visits / all)}</span></h3>
      {step.lines.length > 0 && <Lines lines={step.lines} rows={Math.max(rowsBefore, rowsOf(step))} most={most} />}
      <ol class="nodes">
        {step.nodes.filter(({ isShown }) => isShown).map(({ label, visits, traced }) => {
          const isChosen = trace?.step === index && trace.label === label;
          const shown = trace ? traced : visits;
          return (
            <li key={label}>
              <a class={trace && !traced ? 'node is-off' : 'node'} href={base + withChanges({ trace: isChosen ? null : `${index + 1}:${label}` })}
                aria-current={isChosen ? 'true' : undefined} title={`${label} · ${exact(shown)}`} style={{ '--part': shown / all }}>
                <span class="text" dir="auto">{label}</span>
                <span class="number" data-v={shown}>{short(shown)} {shown > 0 && <small>{percent(shown / all)}</small>}</span>
              </a>
            </li>
          );
        })}
        {others.length > 0 && <li class="node is-others note">{t('journey.others', { n: others.length, count: exact(others.length) })}
          <span class="number" data-v={sum(others)}>{short(sum(others))} <small>{percent(sum(others) / all)}</small></span></li>}
      </ol>
    </li>
  );
}

const sum = (nodes: readonly { visits: number }[]) => nodes.reduce((total, { visits }) => total + visits, 0);

/** From each step to the next, wider where more visits go. What they say stands in the numbers and in the table. */
function Lines({ lines, rows, most }: { lines: readonly Line[]; rows: number; most: number }) {
  const height = rows * (ROW + GAP);
  const middle = (row: number) => row * (ROW + GAP) + ROW / 2;
  return (
    <svg class="lines" viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" height={height} aria-hidden="true">
      {lines.map(({ from, to, visits, isTraced }) => (
        <path key={`${from} ${to} ${isTraced}`} class={isTraced ? 'is-lit' : ''} vector-effect="non-scaling-stroke"
          stroke-width={(1 + (visits / most) * LINE_MOST).toFixed(1)} d={`M0 ${middle(from)}C50 ${middle(from)} 50 ${middle(to)} 100 ${middle(to)}`} />
      ))}
    </svg>
  );
}

/** Arrow keys go from step to step: up and down in a column, to the sides into the next at the same height. */
function walk(event: KeyboardEvent): void {
  const columns = [...(event.currentTarget as HTMLElement).querySelectorAll('.nodes')].map((column) => [...column.querySelectorAll('a')]);
  const x = columns.findIndex((column) => column.includes(event.target as HTMLAnchorElement));
  if (x < 0) return;
  const y = columns[x]!.indexOf(event.target as HTMLAnchorElement);
  const forward = document.documentElement.dir === 'rtl' ? -1 : 1;
  const places: Record<string, readonly [number, number]> = {
    ArrowDown: [x, y + 1], ArrowUp: [x, y - 1], ArrowRight: [x + forward, y], ArrowLeft: [x - forward, y],
  };
  const place = places[event.key];
  if (!place) return;
  event.preventDefault(); // The page stays where it is, and so does the range, which these keys move elsewhere.
  const column = columns[place[0]];
  column?.[Math.min(Math.max(0, place[1]), column.length - 1)]?.focus();
}
