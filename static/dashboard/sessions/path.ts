// The steps of a session as a path: by day, by visit, each visit in the order in which it was walked.
import { label, startOf, wallOf } from '../lib/zones.ts';
import { type SessionStep } from '../panels/visits.ts';

const SPEED = 5; // Measurements of speed are nothing that the visitor did.

export interface Visit {
  id: string;
  /** Instants in milliseconds. */
  start: number;
  end: number;
  steps: SessionStep[];
  views: number;
  events: number;
}

export interface Day {
  /** The day as the API names buckets: `2026-03-01 00:00:00`. */
  name: string;
  visits: Visit[];
}

/** The newest day and visit first. A visit belongs to the day on which it began. */
export function daysOf(steps: readonly SessionStep[], zone: string): Day[] {
  const visits = new Map<string, SessionStep[]>();
  for (const step of steps) {
    if (step.eventType === SPEED) continue;
    const known = visits.get(step.visitId);
    if (known) known.push(step);
    else visits.set(step.visitId, [step]);
  }
  const days = new Map<string, Visit[]>();
  for (const visit of [...visits].map(visitOf).sort((one, other) => other.start - one.start)) {
    const name = label(startOf(wallOf(visit.start, zone), 'day'));
    days.set(name, [...(days.get(name) ?? []), visit]);
  }
  return [...days].map(([name, found]) => ({ name, visits: found }));
}

function visitOf([id, found]: [string, SessionStep[]]): Visit {
  // The API gives the newest first; of the same moment the later one, too.
  const steps = [...found].reverse().sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  const count = (type: number) => steps.filter(({ eventType }) => eventType === type).length;
  return {
    id, steps, views: count(1), events: count(2), start: Date.parse(steps[0]!.createdAt), end: Date.parse(steps.at(-1)!.createdAt),
  };
}
