// The fields that a breakdown can have (spec 05, section 9), as the address names them.
import { FIELDS as ALL, type Field } from '../lib/filters.ts';
import { type Word } from '../lib/words.ts';

/** All that can be filtered by, except events: the report counts page views, which have none. */
export const FIELDS: readonly Field[] = ALL.filter((field) => field !== 'event');

/** What is the same in all of a visitor's visits, as far as the server keeps it. */
const OF_SESSIONS: readonly Field[] = ['browser', 'os', 'device', 'country', 'region', 'city', 'language', 'distinctId'];

/** The fields of `path,country`, each once, since the API refuses it twice; the path if there is none. */
export function readFields(text: string): Field[] {
  const known = text.split(',').filter((name): name is Field => (FIELDS as readonly string[]).includes(name));
  return known.length ? [...new Set(known)] : ['path'];
}

/** Whether every visit has one value only, so that visitors and visits of all rows can be added up. */
export const isOfSessions = (fields: readonly Field[]) => fields.every((field) => OF_SESSIONS.includes(field));

export const fieldWord = (field: Field): Word => `field.${field}` as Word;
