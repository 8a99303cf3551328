// Recordings before they are played: what can be, and what of them must not be.
import assert from 'node:assert/strict';
import test from 'node:test';
import { clockOf, pagesOf, playable, withoutHints } from '../../../static/dashboard/replays/recording.ts';

const meta = (href: unknown, timestamp: number) => ({ type: 4, timestamp, data: { href } });
const SNAPSHOT = { type: 2, timestamp: 20, data: { node: {} } };

test('only what a player can take is played, and nothing without a first picture', () => {
  assert.deepEqual(playable([null, 7, { type: 2 }, meta('https://a.example/', 10), SNAPSHOT, { ...SNAPSHOT, timestamp: 'x' }]),
    [meta('https://a.example/', 10), SNAPSHOT]);
  assert.deepEqual(playable([meta('/', 1), meta('/', 2)]), []);
  assert.deepEqual(playable([SNAPSHOT]), []);
});

test('links of a recorded page lose what would call other hosts, by their tag or by a change', () => {
  const link = { tagName: 'LINK', attributes: { REL: 'preconnect', href: 'https://evil.example' }, childNodes: [] };
  const anchor = { tagName: 'a', attributes: { rel: 'nofollow' }, childNodes: [link] };
  const change = { id: 3, attributes: { rel: 'dns-prefetch', class: 'x' } };
  withoutHints([{ data: { node: { childNodes: [anchor] } } }, { data: { attributes: [change] } }]);
  assert.deepEqual(link.attributes, { href: 'https://evil.example' });
  assert.deepEqual(anchor.attributes, { rel: 'nofollow' });
  assert.deepEqual(change.attributes, { class: 'x' });
});

test('the pages of a recording are told once each, from when their picture is there', () => {
  const opened = (href: unknown, timestamp: number) => [meta(href, timestamp), { ...SNAPSHOT, timestamp: timestamp + 20 }];
  const events = [
    ...opened('https://a.example/', 1000), meta('https://a.example/', 1500), ...opened(7, 1600), ...opened('https://a.example/b?c=1', 3000),
    ...opened('no address', 4000),
  ];
  assert.deepEqual(pagesOf(events as never), [{ path: '/', at: 21 }, { path: '/b?c=1', at: 2021 }, { path: 'no address', at: 3021 }]);
});

test('a moment is written in minutes and seconds', () => {
  for (const [ms, text] of [[0, '0:00'], [-5, '0:00'], [67_900, '1:07'], [3_600_000, '60:00']] as const) assert.equal(clockOf(ms), text);
});
