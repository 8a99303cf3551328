// What the API says of visitors that come back (spec 05, section 7), as a table: a row a cohort, a column a day.
import { wallOfLabel, DAY } from '../lib/zones.ts';

/** The days that are shown, as Umami's page does. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7, 14, 21, 28] as const;

/** A cell of the answer: those of a date's visitors that were there so many days later. */
export interface Cell {
  date: string;
  day: number;
  visitors: number;
  returnVisitors: number;
  percentage: number;
}

export type Return = Pick<Cell, 'returnVisitors' | 'percentage'>;

/** The visitors first seen on a date. Days that are still to come, or past the month, are not in `days`. */
export interface Cohort {
  date: string;
  visitors: number;
  days: ReadonlyMap<number, Return>;
}

/** The cohorts by date. The API leaves out days when nobody came: they are 0, up to the last day it was asked about. */
export function cohortsOf(cells: readonly Cell[], lastDay: number): Cohort[] {
  return [...new Set(cells.map(({ date }) => date))].map((date) => {
    const own = cells.filter((cell) => cell.date === date);
    const seen = (day: number) => own.find((cell) => cell.day === day) ?? { returnVisitors: 0, percentage: 0 };
    const counted = DAYS.filter((day) => wallOfLabel(date) + day * DAY <= lastDay);
    return { date, visitors: own[0]!.visitors, days: new Map(counted.map((day) => [day, seen(day)])) };
  });
}

/** All cohorts together, of each day those that have reached it; undefined for a day that none has. */
export function together(cohorts: readonly Cohort[], day: number): (Return & { visitors: number }) | undefined {
  const reached = cohorts.filter(({ days }) => days.has(day));
  const visitors = reached.reduce((sum, cohort) => sum + cohort.visitors, 0);
  const returnVisitors = reached.reduce((sum, { days }) => sum + days.get(day)!.returnVisitors, 0);
  return visitors ? { visitors, returnVisitors, percentage: (returnVisitors * 100) / visitors } : undefined;
}
