// A session's events as a path, and the names of events as parts of a chart.
import assert from 'node:assert/strict';
import test from 'node:test';
import { partsOf, totalsOf } from '../../../static/dashboard/panels/parts.ts';
import { floors, sums } from '../../../static/dashboard/lib/stack.ts';
import { daysOf } from '../../../static/dashboard/sessions/path.ts';

const step = (visitId: string, createdAt: string, eventType = 1) => ({
  createdAt, visitId, eventType, eventId: createdAt, urlPath: '/', urlQuery: '', referrerDomain: '', eventName: null, hostname: '', hasData: false,
});

test('a visit is walked forwards, the newest comes first, and midnight is that of the zone', () => {
  const newestFirst = [
    step('late', '2026-03-02T09:05:00.000Z', 2), step('late', '2026-03-02T09:04:00.000Z', 5), step('late', '2026-03-02T09:00:00.000Z'),
    step('night', '2026-03-01T23:30:00.000Z'), step('night', '2026-03-01T22:50:00.000Z'), step('early', '2026-03-01T08:00:00.000Z'),
  ];
  const days = (zone: string) => daysOf(newestFirst, zone).map(({ name, visits }) => [name.slice(0, 10), ...visits.map(({ id }) => id)]);
  assert.deepEqual(days('UTC'), [['2026-03-02', 'late'], ['2026-03-01', 'night', 'early']]);
  assert.deepEqual(days('Europe/Moscow'), [['2026-03-02', 'late', 'night'], ['2026-03-01', 'early']]);
  const late = daysOf(newestFirst, 'UTC')[0]!.visits[0]!;
  assert.deepEqual([late.views, late.events, late.end - late.start], [1, 1, 300_000]);
  assert.deepEqual(late.steps.map(({ eventType }) => eventType), [1, 2]); // measurements of speed are no steps
});

test('steps of one moment keep the order in which they came', () => {
  const [first, second] = [step('v', '2026-03-01T08:00:00.000Z'), step('v', '2026-03-01T08:00:00.000Z', 2)];
  assert.deepEqual(daysOf([second, first], 'UTC')[0]!.visits[0]!.steps, [first, second]);
});

const points = [
  { x: 'rare', t: 'a', y: 1 }, { x: 'often', t: 'a', y: 5 }, { x: 'some', t: 'b', y: 3 }, { x: null, t: 'b', y: 2 }, { x: 'often', t: 'b', y: 1 },
];

test('the most frequent names are told apart, all others are one part, and none is lost', () => {
  const parts = partsOf(points, ['a', 'b', 'c'], 2);
  assert.deepEqual(parts.map(({ name, values }) => [name, values]), [['often', [5, 1, 0]], ['some', [0, 3, 0]], [undefined, [1, 2, 0]]]);
  assert.deepEqual(sums(parts, 3), totalsOf(points, ['a', 'b', 'c']));
});

test('a single name that would be all the rest is named', () => {
  assert.deepEqual(partsOf(points, ['a', 'b'], 3).map(({ kind, name }) => [kind, name]), [
    ['part-1', 'often'], ['part-2', 'some'], ['part-3', ''], ['part-4', 'rare'],
  ]);
});

test('each part stands on those before it, and a line on the ground', () => {
  const series = [{ kind: 'part-1', values: [1, 2] }, { kind: 'before', values: [9, 9] }, { kind: 'part-2', values: [3] }, { kind: 'part-rest', values: [1, 1] }];
  assert.deepEqual([...floors(series, 2)], [['part-1', [0, 0]], ['part-2', [1, 2]], ['part-rest', [4, 2]]]);
  assert.deepEqual(sums(series, 2), [5, 3]);
});
