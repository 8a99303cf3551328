// The live page's reading of its answer, and the numbers beside charts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ticks } from '../../../static/dashboard/lib/ticks.ts';
import { byMinute, minutes, named, ranked, type Entry } from '../../../static/dashboard/live/answer.ts';

const entry = (createdAt: string, urlPath: string, __type: Entry['__type'] = 'pageview') =>
  ({ createdAt, urlPath, __type, sessionId: 's', eventName: null }) as Entry;

test('an entry keeps its name while more come before it, also beside one that is just like it', () => {
  const old = [entry('12:01', '/'), entry('12:00', '/a'), entry('12:00', '/a')];
  const names = named(old).map(([key]) => key);
  assert.equal(new Set(names).size, 3);
  assert.deepEqual(named([entry('12:02', '/'), ...old]).slice(1).map(([key]) => key), names);
  assert.notEqual(named([entry('12:01', '/', 'session')])[0]![0], names[0]);
});

test('the half hour is the minute that runs and the thirty before it', () => {
  const now = Date.parse('2026-03-01T12:30:59.999Z');
  const all = minutes(now);
  assert.deepEqual([all.length, all[0], all[30]], [31, Date.parse('2026-03-01T12:00Z'), Date.parse('2026-03-01T12:30Z')]);
  const values = byMinute([{ x: '2026-03-01T12:00:00Z', y: 2 }, { x: '2026-03-01T12:30:00Z', y: 5 }], all);
  assert.deepEqual([values[0], values[30], values.reduce((sum, value) => sum + value, 0)], [2, 5, 7]);
});

test('of equal counts the first stays first', () => {
  assert.deepEqual(ranked({ '/a': 1, '/b': 3, '/c': 1 }), [['/b', 3], ['/a', 1], ['/c', 1]]);
});

for (const [highest, least, expected] of [
  [0, 1, [0, 1]], [3, 1, [0, 1, 2, 3]], [130, 1, [0, 50, 100, 150]], [4000, 1, [0, 1000, 2000, 3000, 4000]],
  [0.3, 0.01, [0, 0.1, 0.2, 0.3]], [0.062, 0.01, [0, 0.02, 0.04, 0.06, 0.08]], [0, 0.01, [0, 0.01]],
] as const) {
  test(`up to ${highest} the steps are ${expected.join(', ')}`, () => assert.deepEqual(ticks(highest, 4, least), expected));
}
