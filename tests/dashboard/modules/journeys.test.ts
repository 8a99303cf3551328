// Journeys and cohorts: what the pages make of the API's answers.
import assert from 'node:assert/strict';
import test from 'node:test';
import { pathsOf, readTrace, stepsOf } from '../../../static/dashboard/journeys/paths.ts';
import { cohortsOf, together } from '../../../static/dashboard/retention/cohorts.ts';

const JOURNEYS = [
  { items: ['/', '/pricing', 'signup', null], count: 5 }, { items: ['/', null, null], count: 4 },
  { items: ['/docs', '/pricing', null, null], count: 3 }, { items: ['/', null], count: 2 },
];

test('a path is told once, and steps after its end are none', () => {
  assert.deepEqual(pathsOf(JOURNEYS), [
    { steps: ['/'], visits: 6 }, { steps: ['/', '/pricing', 'signup'], visits: 5 }, { steps: ['/docs', '/pricing'], visits: 3 },
  ]);
});

test('a step has the visits of its nodes, and lines from the step before', () => {
  const steps = stepsOf(pathsOf(JOURNEYS), undefined);
  assert.deepEqual(steps.map(({ visits, nodes }) => [visits, nodes.map(({ label, visits: count }) => [label, count])]), [
    [14, [['/', 11], ['/docs', 3]]], [8, [['/pricing', 8]]], [5, [['signup', 5]]],
  ]);
  assert.deepEqual(steps[1]!.lines.map(({ from, to, visits }) => [from, to, visits]), [[0, 0, 5], [1, 0, 3]]);
});

test('a trace counts the visits through its node, at every step', () => {
  const steps = stepsOf(pathsOf(JOURNEYS), readTrace('1:/docs'));
  assert.deepEqual(steps.map(({ visits, nodes }) => [visits, nodes.map(({ traced }) => traced)]), [[3, [0, 3]], [3, [3]], [0, [0]]]);
  assert.deepEqual(steps[1]!.lines.map(({ visits, isTraced }) => [visits, isTraced]), [[5, false], [3, true]]);
});

test('what is rare stands together in a last row, unless it is traced', () => {
  const many = Array.from({ length: 15 }, (_, index) => ({ items: ['/', `/p${index}`], count: 20 - index }));
  const nodes = stepsOf(pathsOf(many), undefined)[1]!.nodes;
  assert.deepEqual(nodes.map(({ row, isShown }) => (isShown ? row : -row)), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -10, -10, -10, -10, -10]);
  const traced = stepsOf(pathsOf(many), readTrace('2:/p13'))[1]!.nodes;
  assert.deepEqual(traced.filter(({ isShown }) => isShown).map(({ label }) => label).slice(9), ['/p9', '/p13']);
  assert.deepEqual(traced.filter(({ isShown }) => !isShown).map(({ row }) => row), [11, 11, 11, 11]);
});

for (const [text, trace] of [
  ['2:/a:b', { step: 1, label: '/a:b' }], ['0:/', undefined], ['8:/', undefined], ['2:', undefined], ['', undefined],
] as const) {
  test(`"${text}" as a trace`, () => assert.deepEqual(readTrace(text), trace));
}

test('a day when nobody came back is 0, a day that is still to come is none', () => {
  const cell = (date: string, day: number, visitors: number, back: number) =>
    ({ date, day, visitors, returnVisitors: back, percentage: (back * 100) / visitors });
  const cohorts = cohortsOf([
    cell('2026-03-01 00:00:00', 0, 4, 4), cell('2026-03-01 00:00:00', 2, 4, 1), cell('2026-03-03T00:00:00Z', 0, 8, 8),
    cell('2026-03-03T00:00:00Z', 1, 8, 2),
  ], Date.UTC(2026, 2, 4));
  assert.deepEqual(cohorts.map(({ visitors, days }) => [visitors, [...days].map(([day, { percentage }]) => [day, percentage])]), [
    [4, [[1, 0], [2, 25], [3, 0]]], [8, [[1, 25]]],
  ]);
  assert.deepEqual([1, 2, 4].map((day) => together(cohorts, day)), [
    { visitors: 12, returnVisitors: 2, percentage: (2 * 100) / 12 }, { visitors: 4, returnVisitors: 1, percentage: 25 }, undefined,
  ]);
});
