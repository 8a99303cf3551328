// Saved goals and funnels, and the questions that they stand for.
import { base, beside, parameter, withChanges } from '../lib/address.ts';
import { type Answer, useAnswer } from '../lib/answers.ts';
import { ApiError, call, withParameters } from '../lib/api.ts';
import { askReport, carried, websiteId } from '../lib/question.ts';
import { type Funnel, type Step, type Stored, type Target, funnelOf, isAskable, parametersOf, targetOf } from '../lib/saved.ts';
import { pageNumber, type Paged } from '../lib/search.tsx';

export type Kind = 'goal' | 'funnel';

export interface SavedReport {
  id: string;
  type: Kind;
  name: string;
  parameters: Stored;
}

/** A page of the saved ones, oldest first; undefined asks nothing. */
export const askSaved = (type: Kind, pageSize: number, page = 1): string | undefined =>
  (websiteId.value ? withParameters('/reports', { websiteId: websiteId.value, type, page, pageSize }) : undefined);

export const askReportOf = (id: string) => `/reports/${encodeURIComponent(id)}`;

/** The page of them that the address names, or the one of `?report=`, in the same shape; not wanted while a form is instead. */
export function useShown(type: Kind, pageSize: number, isWanted = true): Answer<Paged<SavedReport>> {
  const id = parameter('report');
  const answer = useAnswer<Paged<SavedReport> | SavedReport | null>(
    !isWanted ? undefined : id ? askReportOf(id) : askSaved(type, pageSize, pageNumber()));
  const { data } = answer;
  // Neither a list nor a report: whoever has answered so, nothing can be asked by it.
  if (data && !('data' in data) && !data.id) return { ...answer, data: undefined, error: new ApiError(200, 'nonsense', '') };
  return { ...answer, data: data === undefined ? undefined : data === null ? { data: [], count: 0 } : 'data' in data ? data : { data: [data], count: 1 } };
}

/** Stores a new one, or another state of an old one, whose description stays as it is. */
export const storeReport = (type: Kind, id: string | undefined, name: string, parameters: Stored) =>
  call<SavedReport>('POST', id ? `/reports/${id}` : '/reports', { websiteId: websiteId.value, type, name, parameters });

export interface GoalAnswer {
  num: number;
  total: number;
}

export interface StepAnswer extends Step {
  visitors: number;
  previous: number;
  dropped: number;
  dropoff: number | null;
  remaining: number | null;
}

export const askGoal = ({ type, value }: Target) => (value ? askReport('goal', { type, value }) : undefined);
export const askFunnel = (funnel: Funnel) => (isAskable(funnel) ? askReport('funnel', parametersOf(funnel)) : undefined);
export const questionOf = ({ type, parameters }: SavedReport) =>
  type === 'goal' ? askGoal(targetOf(parameters)) : askFunnel(funnelOf(parameters));

/** How many came to the end, of how many. */
export function outcomeOf(answer: GoalAnswer | readonly StepAnswer[]): { done: number; of: number } {
  if ('num' in answer) return { done: answer.num, of: answer.total };
  return { done: answer.at(-1)?.visitors ?? 0, of: answer[0]?.visitors ?? 0 };
}

/** The address of another page of the website, with range and filters. */
export const onPage = (page: string, changes: Record<string, string | null> = {}) =>
  base + withChanges(changes, carried.value, beside(`/websites/${websiteId.value}${page}`));

