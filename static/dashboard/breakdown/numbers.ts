// The columns of a breakdown and what they add up to.
import { type Field } from '../lib/filters.ts';
import { duration, nameOf, percent, short } from '../lib/format.ts';
import { type Column } from '../lib/sorting.tsx';
import { bounceRate, visitTime } from '../lib/stats.ts';
import { isOfSessions } from './fields.ts';

/** What the API gives at most. */
export const LIMIT = 500;

/** Numbers of values that came together (spec 05, section 9); two of them come as texts. */
export interface Numbers {
  views: string | number;
  visitors: number;
  visits: number;
  bounces: number;
  totaltime: string | number;
}

export type Row = Numbers & Readonly<Partial<Record<Field, string | null>>>;

export interface Measure extends Column<Numbers> {
  name: 'visitors' | 'visits' | 'views' | 'bounce-rate' | 'visit-time';
  text: (value: number) => string;
  value: (row: Numbers) => number | undefined;
}

export const MEASURES: readonly [Measure, ...Measure[]] = [
  { name: 'visitors', value: ({ visitors }) => visitors, text: short },
  { name: 'visits', value: ({ visits }) => visits, text: short },
  { name: 'views', value: ({ views }) => Number(views), text: short },
  { name: 'bounce-rate', value: bounceRate, text: percent },
  { name: 'visit-time', value: ({ visits, totaltime }) => visitTime({ visits, totaltime: Number(totaltime) }), text: duration },
];

/** A field as a column, sorted by what its values are called. */
export const columnOf = (field: Field): Column<Row> => ({
  name: field, isText: true, value: (row) => (row[field] ? nameOf(field, row[field], row.country) : undefined),
});

/**
 * The sum of all rows; undefined where rows are missing. Who saw two pages is in two rows: then views alone add up, and
 * the other measures are left out.
 */
export function totalsOf(rows: readonly Row[], fields: readonly Field[]): Partial<Record<Measure['name'], number>> | undefined {
  if (rows.length >= LIMIT || rows.length < 2) return undefined;
  const all = { views: 0, visitors: 0, visits: 0, bounces: 0, totaltime: 0 };
  for (const row of rows) {
    for (const name of Object.keys(all) as (keyof Numbers)[]) all[name] += Number(row[name]);
  }
  const added = isOfSessions(fields) ? MEASURES : MEASURES.filter(({ name }) => name === 'views');
  return Object.fromEntries(added.map((measure) => [measure.name, measure.value(all)]));
}
