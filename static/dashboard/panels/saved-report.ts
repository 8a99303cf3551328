// Saved goals and funnels, and the questions that they stand for.
import { type Answer, useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { base, beside, withChanges } from '../lib/address.ts';
import { askReport, carried, websiteId } from '../lib/question.ts';
import { type Funnel, type Step, type Stored, type Target, funnelOf, isAskable, parametersOf, targetOf } from '../lib/saved.ts';
import { user } from '../lib/session.ts';

export type Kind = 'goal' | 'funnel';

export interface SavedReport {
  id: string;
  type: Kind;
  name: string;
  parameters: Stored;
}

export interface PageOf<T> {
  data: T[];
  count: number;
}

/** A page of the saved ones, oldest first. */
export const useSaved = (type: Kind, pageSize: number, page = 1): Answer<PageOf<SavedReport>> =>
  useAnswer(websiteId.value ? withParameters('/reports', { websiteId: websiteId.value, type, page, pageSize }) : undefined);

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

/** Whether somebody is signed in who may change things; the server has the last word. */
export const mayChange = () => user.value !== undefined && user.value.role !== 'view-only';

/** The address of another page of the website, with range and filters. */
export const onPage = (page: string, changes: Record<string, string | null> = {}) =>
  base + withChanges(changes, carried.value, beside(`/websites/${websiteId.value}${page}`));

