// What a board is made of, as Umami stores it (spec 05, section 15), and all that can be done to it. Members that we do
// not know stay where they are, so that Umami finds its board as it was.
import type { Thing } from '../lib/website.ts';

export interface Part {
  type: string;
  entityType?: string;
  entityId?: string;
  websiteId?: string;
  title?: string;
  description?: string;
  props?: Readonly<Record<string, unknown>>;
}

export interface Column {
  id: string;
  /** Its share of the row's width; only the proportions count. */
  size?: number;
  component?: Part | null;
}

export interface Row {
  id: string;
  /** Its share of the board's height. */
  size?: number;
  columns: readonly Column[];
}

export interface Parameters {
  websiteId?: string;
  linkId?: string;
  pixelId?: string;
  rows?: readonly Row[];
}

export interface Board extends Thing {
  type: string;
  description: string;
  parameters: Parameters;
}

export const PART_TYPES = ['WebsiteMetricsBar', 'WebsiteChart', 'MetricsTable', 'WorldMap', 'WeeklyTraffic', 'EventsChart', 'TextBlock'] as const;
export type PartType = (typeof PART_TYPES)[number];
export const isPartType = (type: string): type is PartType => (PART_TYPES as readonly string[]).includes(type);

export const KINDS = ['website', 'link', 'pixel'] as const;
export type Kind = (typeof KINDS)[number];

/** Whose numbers something shows. */
export interface Entity {
  kind: Kind;
  id: string;
}

export const LIMITS = [5, 10, 20] as const;
export const MOST_COLUMNS = 4;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

/** The rows of a board: the API keeps whatever anybody sends, so nothing is trusted to be there. */
export function rowsOf(parameters: Parameters): Row[] {
  return listOf(parameters.rows).map((row, at) => ({
    ...row, id: String(row['id'] ?? `row-${at}`),
    columns: listOf(row['columns']).map((column, place) => ({
      ...column, id: String(column['id'] ?? `column-${at}-${place}`), component: isRecord(column['component']) ? (column['component'] as unknown as Part) : null,
    })),
  }));
}

export const isKind = (kind: unknown): kind is Kind => (KINDS as readonly unknown[]).includes(kind);

/** What a whole board is about, if it is about one thing. */
export function entityOfBoard({ type, parameters }: Pick<Board, 'type' | 'parameters'>): Entity | undefined {
  const id = isKind(type) ? parameters[`${type}Id`] : undefined;
  return id ? { kind: type as Kind, id } : undefined;
}

/** Whose numbers a part shows: the board's own thing, else the part's. */
export function entityOf(board: Pick<Board, 'type' | 'parameters'>, part: Part): Entity | undefined {
  const own = entityOfBoard(board);
  if (own) return own;
  if (isKind(part.entityType) && part.entityId) return { kind: part.entityType, id: part.entityId };
  return part.websiteId ? { kind: 'website', id: part.websiteId } : undefined;
}

/** All whose numbers stand on a board, each once. */
export function entitiesOf(board: Pick<Board, 'type' | 'parameters'>): Entity[] {
  const found = new Map<string, Entity>();
  for (const { columns } of rowsOf(board.parameters)) {
    for (const { component } of columns) {
      const entity = component && component.type !== 'TextBlock' ? entityOf(board, component) : undefined;
      if (entity) found.set(entity.id, entity);
    }
  }
  return [...found.values()];
}

/** An id of our own. `crypto.randomUUID` would be there on https only. */
export const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const mean = (sizes: readonly (number | undefined)[]) => {
  const known = sizes.filter((size) => size !== undefined && size > 0) as number[];
  return known.length ? known.reduce((sum, size) => sum + size, 0) / known.length : undefined;
};

/** Sizes in hundredths of the whole; who has none gets as much as the others on average. */
export function shares(sized: readonly { size?: number | undefined }[]): number[] {
  const usual = mean(sized.map(({ size }) => size)) ?? 1;
  const sizes = sized.map(({ size }) => (typeof size === 'number' && size > 0 ? size : usual));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.map((size) => (size / sum) * 100);
}

/** Whether somebody has given rows heights of their own: equal ones are what rows have before. */
export const isSized = (rows: readonly Row[]) => rows.length > 1 && new Set(shares(rows).map(Math.round)).size > 1;

const LEAST_SHARE = 10;

/** Moves the border after number `index` by some hundredths, as far as both sides keep their least share. */
export function moveBorder(sizes: readonly number[], index: number, by: number): number[] {
  const [one, other] = [sizes[index]!, sizes[index + 1]!];
  const change = Math.max(Math.min(0, LEAST_SHARE - one), Math.min(Math.max(0, other - LEAST_SHARE), by));
  return sizes.map((size, at) => Math.round((at === index ? size + change : at === index + 1 ? size - change : size) * 100) / 100);
}

export const withSizes = <T extends Row | Column>(all: readonly T[], sizes: readonly number[]): T[] =>
  all.map((each, index) => ({ ...each, size: sizes[index]! }));

/** A list with one element taken from its place and put to another. */
function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const rest = all.filter((_, index) => index !== from);
  return [...rest.slice(0, to), all[from]!, ...rest.slice(to)];
}

export const moveRow = (rows: readonly Row[], from: number, to: number) => moved(rows, from, Math.max(0, Math.min(rows.length - 1, to)));

/** A new row at the end, with room for one part; its height is the usual one. */
export function addRow(rows: readonly Row[], columns: readonly Column[] = []): Row[] {
  const size = mean(rows.map((row) => row.size));
  return [...rows, { id: newId(), ...(size !== undefined && { size }), columns }];
}

function withColumn(row: Row, column: Column, at: number): Row {
  const { size: _, ...bare } = column;
  const size = mean(row.columns.map((each) => each.size));
  return { ...row, columns: [...row.columns.slice(0, at), { ...bare, ...(size !== undefined && { size }) }, ...row.columns.slice(at)] };
}

export const addColumn = (rows: readonly Row[], rowId: string, column: Column): Row[] =>
  rows.map((row) => (row.id === rowId ? withColumn(row, column, row.columns.length) : row));

export const removeColumn = (rows: readonly Row[], columnId: string): Row[] =>
  rows.map((row) => ({ ...row, columns: row.columns.filter(({ id }) => id !== columnId) }));

export const setPart = (rows: readonly Row[], columnId: string, component: Part): Row[] =>
  rows.map((row) => ({ ...row, columns: row.columns.map((column) => (column.id === columnId ? { ...column, component } : column)) }));

export const setColumnSizes = (rows: readonly Row[], rowId: string, sizes: readonly number[]): Row[] =>
  rows.map((row) => (row.id === rowId ? { ...row, columns: withSizes(row.columns, sizes) } : row));

/** Where a part is, or is to be: `at` counts the columns of the row. */
export interface Spot {
  row: number;
  at: number;
}

export function spotOf(rows: readonly Row[], columnId: string): Spot | undefined {
  for (const [row, { columns }] of rows.entries()) {
    const at = columns.findIndex(({ id }) => id === columnId);
    if (at >= 0) return { row, at };
  }
  return undefined;
}

/**
 * Moves a part before what is at a spot; a row number beyond the last makes a new row. A row that is full takes nothing,
 * and one that loses its last part goes.
 */
export function moveColumn(rows: readonly Row[], columnId: string, to: Spot): Row[] {
  const from = spotOf(rows, columnId);
  if (!from) return [...rows];
  const column = rows[from.row]!.columns[from.at]!;
  const target = rows[to.row];
  if (from.row === to.row) {
    const at = to.at > from.at ? to.at - 1 : to.at;
    return rows.map((row, index) => (index === to.row ? { ...row, columns: moved(row.columns, from.at, at) } : row));
  }
  if (target && target.columns.length >= MOST_COLUMNS) return [...rows];
  const without = removeColumn(rows, columnId);
  const { size: _, ...bare } = column;
  const result = target ? without.map((row, index) => (index === to.row ? withColumn(row, column, to.at) : row)) : addRow(without, [bare]);
  return result.filter((row, index) => index !== from.row || row.columns.length > 0);
}
