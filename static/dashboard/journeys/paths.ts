// What the API says of journeys (spec 05, section 6), as the steps of a picture: who was where, and went on to what.

export interface Journey {
  /** Labels of steps; null stands for what comes after the end. */
  items: readonly (string | null)[];
  count: number;
}

/** The visits that went one way, in the order of the answer: the most first. */
export interface Path {
  steps: readonly string[];
  visits: number;
}

/** Where some visits are at a step. */
export interface Node {
  label: string;
  visits: number;
  /** How many of them are on a traced path; all, if none is traced. */
  traced: number;
  /** Its row; those that are not shown by themselves share the last one. */
  row: number;
  isShown: boolean;
}

export interface Line {
  from: number;
  to: number;
  visits: number;
  isTraced: boolean;
}

/** One step of all journeys. `lines` lead to it from the step before. */
export interface Step {
  nodes: readonly Node[];
  visits: number;
  lines: readonly Line[];
}

/** What is traced: a label at a step, from 0. */
export interface Trace {
  step: number;
  label: string;
}

/** The trace of an address, `2:/pricing`: the second step. */
export function readTrace(text: string): Trace | undefined {
  const [, number, label] = /^([1-7]):([^]+)$/.exec(text) ?? [];
  return number && label ? { step: Number(number) - 1, label } : undefined;
}

/** The paths of an answer. It tells the same path several times where pages were loaded anew: once here. */
export function pathsOf(journeys: readonly Journey[]): Path[] {
  const found = new Map<string, Path>();
  for (const { items, count } of journeys) {
    const steps = items.filter((item) => item !== null);
    const key = steps.join('\n');
    found.set(key, { steps, visits: (found.get(key)?.visits ?? 0) + count });
  }
  return [...found.values()].sort((one, other) => other.visits - one.visits);
}

export const isOn = ({ steps }: Path, trace: Trace | undefined) => !trace || steps[trace.step] === trace.label;
export const sumOf = (paths: readonly Path[]) => paths.reduce((sum, { visits }) => sum + visits, 0);

/** How many nodes of a step are shown; of those beyond, the traced ones too, and the rest as one. */
const SHOWN = 10;

function nodesAt(step: number, paths: readonly Path[], trace: Trace | undefined): Node[] {
  const found = new Map<string, { visits: number; traced: number }>();
  for (const path of paths) {
    const label = path.steps[step];
    if (label === undefined) continue;
    const { visits, traced } = found.get(label) ?? { visits: 0, traced: 0 };
    found.set(label, { visits: visits + path.visits, traced: traced + (isOn(path, trace) ? path.visits : 0) });
  }
  const all = [...found].sort(([, one], [, other]) => other.visits - one.visits);
  // One more costs no more room than a row that says so.
  const most = all.length === SHOWN + 1 ? all.length : SHOWN;
  const isShown = (index: number) => index < most || (trace !== undefined && all[index]![1].traced > 0);
  const last = all.filter((_, index) => isShown(index)).length;
  let row = 0;
  return all.map(([label, numbers], index) => ({ label, ...numbers, row: isShown(index) ? row++ : last, isShown: isShown(index) }));
}

function linesTo(step: number, paths: readonly Path[], trace: Trace | undefined, from: readonly Node[], to: readonly Node[]): Line[] {
  const rows = (nodes: readonly Node[]) => new Map(nodes.map(({ label, row }) => [label, row]));
  const [before, after] = [rows(from), rows(to)];
  const found = new Map<string, Line>();
  for (const path of paths) {
    if (path.steps[step] === undefined) continue;
    const [start, end] = [before.get(path.steps[step - 1]!)!, after.get(path.steps[step]!)!];
    const isTraced = trace !== undefined && isOn(path, trace);
    const key = `${start} ${end} ${isTraced}`;
    found.set(key, { from: start, to: end, isTraced, visits: (found.get(key)?.visits ?? 0) + path.visits });
  }
  // What is traced is drawn last, above the others.
  return [...found.values()].sort((one, other) => Number(one.isTraced) - Number(other.isTraced));
}

/** The steps that any visit has taken. */
export function stepsOf(paths: readonly Path[], trace: Trace | undefined): Step[] {
  const steps: Step[] = [];
  const count = Math.max(0, ...paths.map(({ steps: { length } }) => length));
  for (let step = 0; step < count; step++) {
    const nodes = nodesAt(step, paths, trace);
    const before = steps[step - 1];
    steps.push({
      nodes, visits: sumOf(paths.filter((path) => path.steps.length > step && isOn(path, trace))),
      lines: before ? linesTo(step, paths, trace, before.nodes, nodes) : [],
    });
  }
  return steps;
}
