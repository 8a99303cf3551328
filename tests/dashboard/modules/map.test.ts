// The map: which shade a number has, and what of the drawing is seen.
import assert from 'node:assert/strict';
import test from 'node:test';
import { shadeOf, stepsOf } from '../../../static/dashboard/lib/steps.ts';
import { WHOLE, moved, showing, zoomed } from '../../../static/dashboard/lib/zoom.ts';

for (const [values, steps, shades] of [
  [[], [], []],
  [[7], [7], [5]],
  [[3, 3], [3], [5, 5]],
  [[1, 2], [1, 2], [4, 5]],
  [[1, 32], [1, 2, 4, 8, 16], [1, 5]],
  [[1000, 1, 0.5, 0], [1, 4, 16, 64, 252], [5, 1, 0, 0]],
] as const) {
  test(`the steps of ${values} are ${steps}`, () => {
    const found = stepsOf(values.filter((value) => value >= 1));
    assert.deepEqual(found, steps);
    assert.deepEqual(values.map((value) => shadeOf(value, found)), shades);
  });
}

const size = { width: 100, height: 50 };

test('the point that is zoomed at stays where it is, and no edge comes into the picture', () => {
  const near = zoomed(WHOLE, 4, 20, 30, size);
  assert.deepEqual(near, { x: 15, y: 22.5, scale: 4 });
  assert.deepEqual(zoomed(near, 0.1, 99, 1, size), WHOLE);
  assert.equal(zoomed(near, 1000, 20, 30, size).scale, 16);
  assert.deepEqual(moved(near, -1000, 1000, size), { x: 0, y: 37.5, scale: 4 });
});

test('a view moves only as far as a point needs to be well inside', () => {
  const near = { x: 40, y: 20, scale: 4 };
  assert.deepEqual(showing(near, 50, 26, size), near);
  assert.deepEqual(showing(near, 80, 26, size), { x: 61.25, y: 20, scale: 4 });
  assert.deepEqual(showing(near, 0, 0, size), { x: 0, y: 0, scale: 4 });
});
