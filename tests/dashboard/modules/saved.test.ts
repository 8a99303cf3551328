// Saved goals, funnels, segments and cohorts: as they are stored, and funnels as they stand in an address.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ofReports, readFilters } from '../../../static/dashboard/lib/filters.ts';
import { draftOf, storedGroup } from '../../../static/dashboard/lib/groups.ts';
import { type Funnel, filterFor, funnelOf, isAskable, readFunnel, storedFunnel, targetOf, withFunnel } from '../../../static/dashboard/lib/saved.ts';

const PAGE = { type: 'path', value: '/', filters: [] } as const;
const EVENT = { type: 'event', value: 'sign,up: 100%', filters: [{ property: 'a:b%', operator: 'dnc', value: 'eq:x' }] } as const;

test('a funnel in an address is read as it was written, beside what else is there', () => {
  const funnel: Funnel = { window: 90, steps: [PAGE, EVENT, { ...PAGE, value: '' }] };
  const query = withFunnel(new URLSearchParams('date=7day&step=path:/old&has=a:eq:b'), funnel);
  assert.equal(query.get('date'), '7day');
  assert.deepEqual(readFunnel(new URLSearchParams(query.toString())), funnel);
  assert.equal(withFunnel(query, undefined).toString(), 'date=7day');
});

test('the usual window is left out of an address, and one that is none is the usual', () => {
  assert.equal(withFunnel(new URLSearchParams(), { window: 60, steps: [PAGE] }).has('window'), false);
  for (const text of ['step=path:/', 'step=path:/&window=0', 'step=path:/&window=x']) {
    assert.equal(readFunnel(new URLSearchParams(text))?.window, 60);
  }
});

test('what somebody has typed into an address is read as far as it goes', () => {
  assert.deepEqual(readFunnel(new URLSearchParams('has=a:eq:b&step=/docs&has=%25:eq:b&has=nonsense')), {
    window: 60, steps: [{ type: 'path', value: '/docs', filters: [
      { property: '%', operator: 'eq', value: 'b' }, { property: '', operator: 'eq', value: '' }] }],
  });
  assert.equal(readFunnel(new URLSearchParams('date=7day')), undefined);
});

test('stored parameters are read whatever they are', () => {
  assert.deepEqual(funnelOf({ window: '30', steps: [null, { type: 'url', value: 1, filters: [{ property: 'a', operator: 'x' }] }] }), {
    window: 30, steps: [{ type: 'path', value: '', filters: [] },
      { type: 'event', value: '', filters: [{ property: 'a', operator: 'eq', value: '' }] }],
  });
  assert.deepEqual(targetOf({}), { type: 'path', value: '' });
});

test('a funnel is asked once it has two steps with values', () => {
  for (const [steps, expected] of [
    [[PAGE], false], [[PAGE, { ...PAGE, value: '' }], false], [[PAGE, EVENT], true], [Array(9).fill(PAGE), false],
    [[PAGE, { ...EVENT, filters: [{ property: '', operator: 'eq', value: '' }] }], false],
  ] as const) assert.equal(isAskable({ window: 60, steps: steps as Funnel['steps'] }), expected);
});

test('saving a funnel keeps what others have stored with it', () => {
  const before = { window: 60, colour: 'red', steps: [{ type: 'path', value: '/', note: 1 }, { type: 'event', value: 'x', filters: [] }] };
  assert.deepEqual(storedFunnel({ window: 30, steps: [EVENT, PAGE] }, before), {
    window: 30, colour: 'red', steps: [{ type: 'event', value: EVENT.value, filters: EVENT.filters }, { type: 'path', value: '/', note: 1 }],
  });
});

for (const [value, filter] of [
  ['/docs', 'eq./docs'], ['/docs*', 're.^/docs'], ['*.html', 're.\\.html$'], ['*a*', 're.a'], ['*', 're..*'], ['/a,b', 're.^/a,b$'], ['/*/a', 'eq./*/a'],
] as const) {
  test(`visitors of ${value} are found by ${filter}`, () => assert.equal(filterFor({ type: 'path', value }), filter));
}

test('reports are told the first filter on each field', () => {
  const filters = readFilters(new URLSearchParams('path2=c.a&os=eq.iOS&path=c.b&os1=neq.x'));
  assert.deepEqual(ofReports(filters).map(({ key }) => key), ['path2', 'os']);
});

test('an unchanged segment or cohort is stored as it was, unknown parts and all', () => {
  const filters = [{ name: 'entry', operator: 'gt', value: ['a', 'b'], extra: 1 }, { name: 'os', operator: 'eq', value: 'iOS' }];
  const segment = { filters, match: 'any', other: { deep: true } };
  assert.deepEqual(storedGroup('segment', draftOf(segment), segment), segment);
  const cohort = { filters: [], dateRange: 'range:1:2', action: { type: 'browser', value: 'chrome', note: 1 }, match: 'all' };
  assert.deepEqual(storedGroup('cohort', draftOf(cohort), cohort), cohort);
});

test('a changed segment has the changes, in the shape of Umami', () => {
  const draft = draftOf({ filters: [{ name: 'os', operator: 'eq', value: ['a', 'b'] }], match: 'any' });
  const changed = { ...draft, isAny: false, filters: draft.filters.map((each) => ({ ...each, value: 'c' })) };
  assert.deepEqual(storedGroup('segment', changed, { filters: [], match: 'any' }), { filters: [{ name: 'os', operator: 'eq', value: 'c' }], match: 'all' });
  assert.deepEqual(storedGroup('cohort', { ...draftOf({}), action: { type: 'event', value: 'buy' } }), {
    filters: [], dateRange: '30day', action: { type: 'event', value: 'buy' },
  });
});
