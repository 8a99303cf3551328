// Filters: what an address says, and what a click makes of it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { cell, csv } from '../../../static/dashboard/lib/csv.ts';
import { causeOf } from '../../../static/dashboard/lib/cause.ts';
import { choose, readFilters, type Manner } from '../../../static/dashboard/lib/filters.ts';
import { bestLocale } from '../../../static/dashboard/lib/locales.ts';
import { placeOf } from '../../../static/dashboard/lib/routes.ts';
import { ticks } from '../../../static/dashboard/lib/ticks.ts';

test('filters are read as the API reads them', () => {
  const query = new URLSearchParams('path=eq./a,/b&path1=c.docs&browser=chrome&referrer=eq.t.co&date=7day&xpath=1&title=re.a%0Ab');
  assert.deepEqual(readFilters(query).map(({ key, field, operator, value }) => [key, field, operator, value]), [
    ['path', 'path', 'eq', '/a,/b'], ['path1', 'path', 'c', 'docs'], ['browser', 'browser', 'eq', 'chrome'],
    ['referrer', 'referrer', 'eq', 't.co'], ['title', 'title', 're', 'a\nb'],
  ]);
});

for (const [before, wanted, manner, after] of [
  ['', { field: 'path', value: '/a' }, 'set', 'path=eq./a'],
  ['path=eq./a', { field: 'path', value: '/a' }, 'set', ''],
  ['path=eq./a', { field: 'path', value: '/b' }, 'set', 'path=eq./b'],
  ['path=eq./a,/b', { field: 'path', value: '/b' }, 'set', 'path=eq./b'],
  ['path=eq./a', { field: 'path', value: '/b' }, 'add', 'path=eq./a,/b'],
  ['path=eq./a,/b', { field: 'path', value: '/a' }, 'add', 'path=eq./b'],
  ['path=eq./a', { field: 'path', value: '/b' }, 'exclude', 'path=eq./a&path1=neq./b'],
  ['path=neq./a', { field: 'path', value: '/b' }, 'exclude', 'path=neq./a,/b'],
  ['path=neq./a', { field: 'path', value: '/a' }, 'exclude', ''],
  ['path=c.docs', { field: 'path', value: '/a' }, 'set', 'path=c.docs&path1=eq./a'],
  ['', { field: 'path', value: '/a,b' }, 'set', 'path=re.^/a,b$'],
  ['path=re.^/a,b$', { field: 'path', value: '/a,b' }, 'set', ''],
  ['path=eq./c', { field: 'path', value: '/a,b' }, 'add', 'path=re.^/c$|^/a,b$'],
  ['', { field: 'language', value: 'en', pattern: '^en' }, 'set', 'language=re.^en'],
  ['language=re.^en', { field: 'language', value: 'fr', pattern: '^fr' }, 'add', 'language=re.^en|^fr'],
  ['language=re.^en|^fr', { field: 'language', value: 'en', pattern: '^en' }, 'add', 'language=re.^fr'],
] as const) {
  test(`"${before}" and ${manner} ${wanted.value} is "${after}"`, () => {
    assert.equal(decodeURIComponent(choose(new URLSearchParams(before), wanted, manner as Manner).toString()), after);
  });
}

test('no cell of a file is a formula, and none breaks its row', () => {
  assert.deepEqual(['=1', '+1', '-1', '@a', '\ta', 'a,b', 'say "hi"', ' a', 7].map(cell), [
    "'=1", "'+1", "'-1", "'@a", "'\ta", '"a,b"', '"say ""hi"""', '" a"', '7',
  ]);
  assert.equal(csv([['a', 1]]), '\ufeffa,1\r\n');
});

test('an address has one page, words before names, and each page is below teams too', () => {
  const routes = { sites: ['/websites'], overview: ['/websites/:websiteId'], board: ['/boards/:id'], create: ['/boards/create'] };
  for (const [path, page, parts, team] of [
    ['/websites', 'sites', {}, undefined],
    ['/websites/7', 'overview', { websiteId: '7' }, undefined],
    ['/boards/create', 'create', {}, undefined],
    ['/teams/t1/websites/7', 'overview', { websiteId: '7' }, 't1'],
    ['/websites/7/nothing', 'missing', {}, undefined],
    ['/websites/', 'missing', {}, undefined],
  ] as const) {
    assert.deepEqual(placeOf(path, routes), { page, parts, teamId: team }, path);
  }
});

test('a chart ends above its highest number, in whole steps', () => {
  assert.deepEqual([0, 1, 3, 7, 99, 1234].map((highest) => ticks(highest)), [
    [0, 1], [0, 1], [0, 1, 2, 3], [0, 2, 4, 6, 8], [0, 25, 50, 75, 100], [0, 500, 1000, 1500],
  ]);
});

test('the language is the first wish that there is a file for', () => {
  const offered = ['en-US', 'de-DE', 'pt-BR', 'zh-CN', 'zh-TW'];
  assert.equal(bestLocale(['', 'fr', 'pt-PT', 'de'], offered), 'pt-BR');
  assert.equal(bestLocale(['de-AT'], offered), 'de-DE');
  assert.equal(bestLocale(['zz', 'not a language'], offered), 'en-US');
  assert.equal(bestLocale(['zh-HK'], offered), 'zh-TW'); // as written there
  assert.equal(bestLocale(['zh'], offered), 'zh-CN');
});

test('a large change is told with its cause, where one row is it', () => {
  const before = new Map([['news.example', 10], ['t.co', 50]]);
  const rows = [{ value: 'news.example', now: 60 }, { value: 't.co', now: 40 }];
  assert.deepEqual(causeOf({ now: 150, before: 100 }, rows, before, false), { change: 0.5, value: 'news.example' });
  assert.equal(causeOf({ now: 105, before: 100 }, rows, before, false), undefined); // hardly anything
  assert.equal(causeOf({ now: 15, before: 10 }, rows, before, false), undefined); // hardly anybody
  assert.equal(causeOf({ now: 250, before: 100 }, rows, before, false), undefined); // a third of it only
  assert.equal(causeOf({ now: 60, before: 100 }, rows, before, false), undefined); // fewer, and none fell so far
  // A row that is gone fell by all it had, or, in a list that is cut, by what lies above its last.
  assert.deepEqual(causeOf({ now: 60, before: 100 }, [{ value: 'a', now: 30 }], new Map([['a', 30], ['b', 40]]), false), { change: -0.4, value: 'b' });
  assert.equal(causeOf({ now: 60, before: 100 }, [{ value: 'a', now: 30 }], new Map([['a', 30], ['b', 40]]), true), undefined);
});
