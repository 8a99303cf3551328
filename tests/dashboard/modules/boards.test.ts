// Boards: how parts move, and what stays of a stored board.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addColumn, addRow, entitiesOf, entityOf, isSized, moveBorder, moveColumn, moveRow, rowsOf, setPart, shares, type Row,
} from '../../../static/dashboard/boards/model.ts';

/** Rows of columns named by letters: `ab c` is one of two and one of one. */
const made = (text: string): Row[] => text.split(' ').map((letters, at) => ({ id: `${at}`, columns: [...letters].map((id) => ({ id })) }));
const told = (rows: readonly Row[]) => rows.map(({ columns }) => columns.map(({ id }) => id).join('')).join(' ');

for (const [before, id, row, at, after] of [
  ['abc', 'a', 0, 2, 'bac'], ['abc', 'a', 0, 3, 'bca'], ['abc', 'c', 0, 0, 'cab'], ['abc', 'b', 0, 1, 'abc'],
  ['ab cd', 'a', 1, 1, 'b cad'], ['ab cd', 'd', 0, 0, 'dab c'],
  ['a bc', 'a', 1, 0, 'abc'], // a row that is left with nothing goes
  ['ab c', 'a', 2, 0, 'b c a'], // below the last row: a new one
  ['a bcde', 'a', 1, 0, 'a bcde'], // four are the most
  ['ab c', 'x', 1, 0, 'ab c'],
] as const) {
  test(`${id} of "${before}" moved to row ${row} before ${at} is "${after}"`, () => {
    assert.equal(told(moveColumn(made(before), id, { row, at })), after);
  });
}

test('rows move as far as there are places', () => {
  assert.equal(told(moveRow(made('a b c'), 0, 1)), 'b a c');
  assert.equal(told(moveRow(made('a b c'), 0, 9)), 'b c a');
  assert.equal(told(moveRow(made('a b c'), 2, -1)), 'c a b');
});

test('only the proportions of sizes count, and who has none gets the usual share', () => {
  assert.deepEqual(shares([{ size: 1 }, { size: 3 }]), [25, 75]);
  assert.deepEqual(shares([{ size: 40 }, {}, { size: 60 }]).map(Math.round), [27, 33, 40]);
  assert.deepEqual(shares([{}, { size: 0 }]), [50, 50]);
  assert.equal(isSized([{ id: 'a', size: 1, columns: [] }, { id: 'b', size: 1, columns: [] }]), false);
  assert.equal(isSized([{ id: 'a', size: 40, columns: [] }, { id: 'b', size: 60, columns: [] }]), true);
});

test('a border moves until a side is as narrow as it may be', () => {
  assert.deepEqual(moveBorder([50, 50], 0, 5), [55, 45]);
  assert.deepEqual(moveBorder([50, 50], 0, 80), [90, 10]);
  assert.deepEqual(moveBorder([30, 30, 40], 1, -80), [30, 10, 60]);
  assert.deepEqual(moveBorder([5, 95], 0, -5), [5, 95]); // narrow already, by Umami's hand
});

test('what comes new is as large as the others are', () => {
  const rows: Row[] = [{ id: 'r', size: 30, columns: [{ id: 'a', size: 20 }, { id: 'b', size: 80 }] }];
  assert.equal(addColumn(rows, 'r', { id: 'c' })[0]!.columns[2]!.size, 50);
  assert.equal(addRow(rows)[1]!.size, 30);
  assert.equal('size' in addRow([])[0]!, false);
});

test('members of a stored board that nobody here knows stay, and nonsense harms nothing', () => {
  const stored = { rows: [{ id: 'r', size: 1, colour: 'red', columns: [{ id: 'c', pinned: true, component: { type: 'New', secret: 1, props: { x: 2 } } }] }] };
  assert.deepEqual(rowsOf(stored as never), stored.rows);
  const changed = setPart(rowsOf(stored as never), 'c', { type: 'TextBlock' });
  assert.equal((changed[0] as unknown as { colour: string }).colour, 'red');
  for (const rows of [undefined, null, 'x', [null, 1, {}], [{ columns: 'x' }], [{ columns: [null, { component: 3 }] }]]) {
    assert.doesNotThrow(() => entitiesOf({ type: 'mixed', parameters: { rows } as never }));
  }
});

test('a part is about the board\'s own thing, else about its own, else about its website', () => {
  const part = { type: 'WebsiteChart', entityType: 'link', entityId: 'l', websiteId: 'w' };
  assert.deepEqual(entityOf({ type: 'pixel', parameters: { pixelId: 'p' } }, part), { kind: 'pixel', id: 'p' });
  assert.deepEqual(entityOf({ type: 'pixel', parameters: {} }, part), { kind: 'link', id: 'l' });
  assert.deepEqual(entityOf({ type: 'mixed', parameters: { websiteId: 'x' } }, { type: 'X', websiteId: 'w' }), { kind: 'website', id: 'w' });
  assert.equal(entityOf({ type: 'mixed', parameters: {} }, { type: 'X', entityType: 'user', entityId: 'u' }), undefined);
});
