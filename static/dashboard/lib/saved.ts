// Goals and funnels as Umami stores them (spec 05, sections 4, 5 and 13), and as funnels stand in an address:
// `step=path:/&step=event:signup&has=plan:eq:pro&window=60`, where each `has` belongs to the step before it.

/** What visitors are to reach: a page, or an event. An asterisk at either end of the value stands for any text. */
export interface Target {
  type: 'path' | 'event';
  value: string;
}

export const CONDITIONS = ['eq', 'neq', 'c', 'dnc'] as const;

/** What an event has to tell of itself. */
export interface Condition {
  property: string;
  operator: (typeof CONDITIONS)[number];
  value: string;
}

export interface Step extends Target {
  filters: readonly Condition[];
}

export interface Funnel {
  /** Minutes that may lie between a step and the next. */
  window: number;
  steps: readonly Step[];
}

export type Stored = Readonly<Record<string, unknown>>;

export const [FEWEST_STEPS, MOST_STEPS, USUAL_WINDOW] = [2, 8, 60];

const record = (value: unknown): Stored => (value && typeof value === 'object' ? (value as Stored) : {});
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isCondition = (name: string): name is Condition['operator'] => (CONDITIONS as readonly string[]).includes(name);

/** What stored parameters say; anything that is no path counts as an event, as in the API. */
export function targetOf(stored: Stored): Target {
  const { type, value } = record(stored);
  return { type: type === undefined || type === 'path' ? 'path' : 'event', value: text(value) };
}

export function funnelOf(stored: Stored): Funnel {
  const { window, steps } = record(stored);
  return {
    window: Number(window) > 0 ? Number(window) : USUAL_WINDOW,
    steps: list(steps).map((step) => ({ ...targetOf(record(step)), filters: list(record(step)['filters']).map(conditionOf) })),
  };
}

function conditionOf(stored: unknown): Condition {
  const { property, operator, value } = record(stored);
  const name = text(operator);
  return { property: text(property), operator: isCondition(name) ? name : 'eq', value: text(value) };
}

/** Whether the API can answer: two steps at least, none of them empty. */
export const isAskable = ({ steps, window }: Funnel) => steps.length >= FEWEST_STEPS && steps.length <= MOST_STEPS && window > 0
  && steps.every(({ value, filters }) => value && filters.every(({ property }) => property));

/** The parameters to ask with, in Umami's shape: a step without conditions has no list of them. */
export const parametersOf = ({ window, steps }: Funnel) => ({
  window, steps: steps.map(({ type, value, filters }) => ({ type, value, ...(filters.length && { filters }) })),
});

/** The parameters to store. Members that other programs have put there stay, also those of steps that are as they were. */
export function storedFunnel(funnel: Funnel, before: Stored = {}): Record<string, unknown> {
  const old = list(record(before)['steps']).map(record);
  const { window, steps } = parametersOf(funnel);
  return {
    ...before, window, steps: steps.map((step) => {
      const same = old.find(({ type, value }) => type === step.type && value === step.value) ?? {};
      const { filters: _, ...rest } = same;
      return { ...rest, ...step };
    }),
  };
}

const NAMES = ['step', 'has', 'window'];

/** The funnel of an address, undefined if there is none. */
export function readFunnel(query: URLSearchParams): Funnel | undefined {
  if (!query.has('step')) return undefined;
  const steps: { type: Target['type']; value: string; filters: Condition[] }[] = [];
  for (const [name, value] of query) {
    if (name === 'step') {
      const [, type, target] = /^(path|event):([^]*)$/.exec(value) ?? [];
      steps.push({ type: (type ?? 'path') as Target['type'], value: target ?? value, filters: [] });
    } else if (name === 'has') {
      const [, property = '', operator = 'eq', wanted = ''] = /^([^:]*):(eq|neq|c|dnc):([^]*)$/.exec(value) ?? [];
      steps.at(-1)?.filters.push({ property: decoded(property), operator: operator as Condition['operator'], value: wanted });
    }
  }
  const window = Number(query.get('window'));
  return { window: window > 0 ? window : USUAL_WINDOW, steps };
}

/** A property's name may have colons; then it is written with their codes. */
const encoded = (property: string) => property.replace(/[%:]/g, encodeURIComponent);

function decoded(property: string): string {
  try {
    return decodeURIComponent(property);
  } catch {
    return property; // Typed by hand.
  }
}

/** The address's parameters with this funnel in them; undefined takes it out. */
export function withFunnel(query: URLSearchParams, funnel: Funnel | undefined): URLSearchParams {
  const result = new URLSearchParams(query);
  for (const name of NAMES) result.delete(name);
  for (const { type, value, filters } of funnel?.steps ?? []) {
    result.append('step', `${type}:${value}`);
    for (const { property, operator, value: wanted } of filters) result.append('has', `${encoded(property)}:${operator}:${wanted}`);
  }
  if (funnel && funnel.window !== USUAL_WINDOW) result.set('window', String(funnel.window));
  return result;
}

/** The filter that lets a target's rows through, in the spelling of addresses (`path=eq./docs`). */
export function filterFor({ value }: Target): string {
  if (value === '*') return 're..*';
  const [starts, ends] = [value.startsWith('*'), value.endsWith('*')];
  if (!starts && !ends && !value.includes(',')) return `eq.${value}`;
  const middle = value.slice(starts ? 1 : 0, ends ? -1 : undefined).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return `re.${starts ? '' : '^'}${middle}${ends ? '' : '$'}`;
}
