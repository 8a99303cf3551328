// Segments and cohorts as Umami stores them (spec 03, section 6; spec 04, sections 5 and 6).
import { type Stored, type Target, targetOf } from './saved.ts';

export type GroupType = 'segment' | 'cohort';

export interface Group {
  id: string;
  type: GroupType;
  name: string;
  parameters: Stored;
}

/** A filter; fields and operators may be others than those offered here, since other programs store too. */
export interface GroupFilter {
  name: string;
  operator: string;
  value: string;
  /** As it is stored: what is not touched stays so. */
  stored: Stored;
}

export interface GroupDraft {
  filters: readonly GroupFilter[];
  isAny: boolean;
  action: Target;
  dateRange: string;
}

export const NEW_FILTER: GroupFilter = { name: 'path', operator: 'eq', value: '', stored: {} };
const USUAL_DATES = '30day';

/** Umami joins a list of values by commas. */
const text = (value: unknown) => (Array.isArray(value) ? value.join(',') : value === undefined || value === null ? '' : String(value));
const stored = (value: unknown): Stored => (value && typeof value === 'object' ? (value as Stored) : {});

export function draftOf(parameters: Stored): GroupDraft {
  const { filters, match, action, dateRange } = parameters;
  return {
    filters: (Array.isArray(filters) ? filters : []).map((each) => {
      const { name, operator, value } = stored(each);
      return { name: text(name), operator: text(operator), value: text(value), stored: stored(each) };
    }),
    isAny: match === 'any',
    action: targetOf(stored(action)),
    dateRange: text(dateRange) || USUAL_DATES,
  };
}

/** The parameters to store. What other programs have put there stays, as far as it has not been changed here. */
export function storedGroup(type: GroupType, draft: GroupDraft, before: Stored = {}): Record<string, unknown> {
  const filters = draft.filters.map(({ name, operator, value, stored: old }) => ({
    ...old, name, operator, value: text(old['value']) === value && 'value' in old ? old['value'] : value,
  }));
  const match = draft.isAny ? { match: 'any' } : 'match' in before ? { match: 'all' } : {};
  if (type === 'segment') return { ...before, filters, ...match };
  const old = stored(before['action']);
  // An action on another field than a path or an event is none that this form knows: it stays until it is changed.
  const isSame = draftOf(before).action.type === draft.action.type && draftOf(before).action.value === draft.action.value;
  return { ...before, filters, ...match, action: isSame ? { ...draft.action, ...old } : { ...old, ...draft.action }, dateRange: draft.dateRange };
}
