// Filters as addresses and the API write them: `country=eq.DE`, more on one field as `path1=c.docs`.

export const FIELDS = [
  'path', 'query', 'title', 'referrer', 'country', 'region', 'city', 'browser', 'os', 'device', 'language', 'hostname',
  'distinctId', 'tag', 'event', 'utmSource', 'utmMedium', 'utmCampaign', 'utmContent', 'utmTerm',
] as const;
export type Field = (typeof FIELDS)[number];

export const OPERATORS = ['eq', 'neq', 'c', 'dnc', 're', 'nre'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Filter {
  /** The name in the address: the field, with a number if it is not the only one. */
  key: string;
  field: Field;
  operator: Operator;
  value: string;
}

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

/** The filters of an address, in its order. */
export function readFilters(query: URLSearchParams): Filter[] {
  const found: Filter[] = [];
  for (const [key, text] of query) {
    const field = key.replace(/\d+$/, '');
    if (!isField(field)) continue;
    const [, operator, value] = /^(eq|neq|c|dnc|re|nre)\.([^]*)$/.exec(text) ?? [];
    found.push({ key, field, operator: (operator ?? 'eq') as Operator, value: value ?? text });
  }
  return found;
}

/** Those that the reports' API can be told: one on each field (spec 05, section 1.2), the first. */
export const ofReports = (filters: readonly Filter[]): Filter[] =>
  filters.filter((filter, index) => filters.findIndex(({ field }) => field === filter.field) === index);

/** What an equality compares with: the API takes commas apart. Patterns of ours are joined by bars. */
export function values({ operator, value }: Pick<Filter, 'operator' | 'value'>): string[] {
  return operator === 'eq' || operator === 'neq' ? value.split(',') : [value];
}

export type Manner = 'set' | 'add' | 'exclude';

/** What a row stands for. `pattern` is for values that the API can name by a regular expression only. */
export interface Wanted {
  field: Field;
  value: string;
  pattern?: string;
}

/** A text as a regular expression that matches it alone. */
export const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The pattern for a wanted value; undefined where plain equality does. A comma would be taken apart. */
const patternOf = ({ value, pattern }: Wanted) => pattern ?? (value.includes(',') ? `^${escaped(value)}$` : undefined);

/** The parts of a filter's value that were added one by one. */
const parts = ({ operator, value }: Filter) => value.split(operator === 're' || operator === 'nre' ? '|' : ',');

function isNamed(filter: Filter, wanted: Wanted, isExcluding: boolean): boolean {
  const pattern = patternOf(wanted);
  const operator = isExcluding ? (pattern ? 'nre' : 'neq') : pattern ? 're' : 'eq';
  const text = pattern ?? wanted.value;
  return filter.field === wanted.field && filter.operator === operator && (filter.value === text || parts(filter).includes(text));
}

/**
 * The address after a row is chosen: `set` filters by it alone, and by nothing if it was chosen already; `add` lets it
 * through beside the others of its field; `exclude` leaves it out. Doing the same twice undoes it.
 */
export function choose(query: URLSearchParams, wanted: Wanted, manner: Manner): URLSearchParams {
  const result = new URLSearchParams(query);
  const isExcluding = manner === 'exclude';
  const pattern = patternOf(wanted);
  const text = pattern ?? wanted.value;
  const [equal, like] = isExcluding ? (['neq', 'nre'] as const) : (['eq', 're'] as const);
  const alike = readFilters(query).filter(({ field, operator }) => field === wanted.field && (operator === equal || operator === like));

  const chosen = alike.find((filter) => isNamed(filter, wanted, isExcluding));
  if (chosen) {
    const rest = chosen.value === text ? [] : parts(chosen).filter((part) => part !== text);
    if (manner !== 'set' || !rest.length) {
      if (rest.length) result.set(chosen.key, `${chosen.operator}.${rest.join(pattern ? '|' : ',')}`);
      else result.delete(chosen.key);
      return result;
    }
  }
  const friend = alike[0];
  if (manner !== 'set' && friend) {
    const isPattern = pattern !== undefined || friend.operator === like;
    if (!isPattern) result.set(friend.key, `${equal}.${friend.value},${text}`);
    else {
      // Two filters on one field would have to hold both: an equality becomes a pattern beside the other.
      const old = friend.operator === like ? [friend.value] : values(friend).map((value) => `^${escaped(value)}$`);
      result.set(friend.key, `${like}.${[...old, pattern ?? `^${escaped(wanted.value)}$`].join('|')}`);
    }
    return result;
  }
  if (manner === 'set') for (const { key } of alike) result.delete(key);
  result.set(freeKey(result, wanted.field), `${pattern === undefined ? equal : like}.${text}`);
  return result;
}

/** The name for one more filter on a field. */
export function freeKey(query: URLSearchParams, field: Field): string {
  let [key, number] = [field as string, 0];
  while (query.has(key)) key = field + ++number;
  return key;
}

/** Whether a row is what the page is filtered by. */
export const isChosen = (filters: readonly Filter[], wanted: Wanted) => filters.some((filter) => isNamed(filter, wanted, false));
