// Ranges and zones: what the addresses of Umami mean, also where clocks jump.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  buckets, daysBefore, endOf, firstBuckets, periodOfServer, readInstants, readRange, sameHoursBefore, unitsFor,
} from '../../../static/dashboard/lib/ranges.ts';
import { add, instantOf, label, wallOf } from '../../../static/dashboard/lib/zones.ts';

const utc = (text: string) => Date.parse(text + 'Z');
const around = (now: string, zone = 'UTC', weekStart = 1) => ({ now: utc(now), zone, weekStart });

for (const [date, offset, start, end, unit] of [
  ['0day', 0, '2026-03-18T00:00', '2026-03-19T00:00', 'hour'],
  ['0day', -1, '2026-03-17T00:00', '2026-03-18T00:00', 'hour'],
  ['24hour', 0, '2026-03-17T14:00', '2026-03-18T15:00', 'hour'],
  ['7day', 0, '2026-03-11T00:00', '2026-03-19T00:00', 'day'],
  ['7day', -1, '2026-03-04T00:00', '2026-03-12T00:00', 'day'],
  ['0week', 0, '2026-03-16T00:00', '2026-03-23T00:00', 'day'],
  ['0week', -1, '2026-03-09T00:00', '2026-03-16T00:00', 'day'],
  ['0month', 0, '2026-03-01T00:00', '2026-04-01T00:00', 'day'],
  ['0month', -1, '2026-02-01T00:00', '2026-03-01T00:00', 'day'],
  ['6month', 0, '2025-09-01T00:00', '2026-04-01T00:00', 'month'],
  ['0year', -2, '2024-01-01T00:00', '2025-01-01T00:00', 'month'],
] as const) {
  test(`${date} moved by ${offset} on 18 March 2026`, () => {
    assert.deepEqual(readRange(date, offset, around('2026-03-18T14:30')), {
      date, offset, start: utc(start), end: utc(end) - 1, unit,
    });
  });
}

test('what is no range is none, and all time is none until it is known', () => {
  for (const date of ['', 'x', '7', '7days', '-1day', 'range:2:1', 'range:a:b', 'all']) {
    assert.equal(readRange(date, 0, around('2026-03-18T14:30')), undefined, date);
  }
});

test('a range of two instants keeps them and moves by its own length', () => {
  const moved = readRange('range:1000:1999', -1, around('2026-03-18T14:30'));
  assert.deepEqual([moved?.start, moved?.end], [0, 999]);
});

test('days of 23 and 25 hours are whole', () => {
  const hours = (now: string) => {
    const { start, end } = readRange('0day', 0, around(now, 'Europe/Berlin'))!;
    return [(end - start + 1) / 3_600_000, buckets(start, end, 'hour', 'Europe/Berlin').length];
  };
  assert.deepEqual(hours('2026-03-29T10:00'), [23, 23]);
  assert.deepEqual(hours('2026-10-25T10:00'), [25, 24]); // the server counts both hours as one
});

test('every zone gives back the instant of its own clock, or the first of two', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    for (let day = 0; day < 366; day += 7) {
      const instant = utc('2026-01-01T00:30') + day * 86_400_000;
      const wall = wallOf(instant, zone);
      const back = instantOf(wall, zone);
      assert.ok(back === instant || (back < instant && wallOf(back, zone) === wall), `${zone} ${label(wall)}`);
    }
  }
});

test('a time that clocks skip is the end of the gap', () => {
  assert.equal(instantOf(utc('2026-03-29T02:30'), 'Europe/Berlin'), utc('2026-03-29T01:00'));
});

test('months end where they end', () => {
  assert.equal(label(add(utc('2024-01-31T05:00'), 1, 'month')), '2024-02-29 05:00:00');
  assert.equal(label(add(utc('2024-02-29T00:00'), 1, 'year')), '2025-02-28 00:00:00');
});

test('a running range ends now, in whole minutes, and a running day is compared with the same hours', () => {
  const now = around('2026-03-18T14:30');
  const day = readRange('0day', 0, now)!;
  assert.equal(endOf(day, now.now), utc('2026-03-18T14:31') - 1);
  assert.deepEqual(sameHoursBefore(day, 'prev', now), { start: utc('2026-03-17T00:00'), end: utc('2026-03-17T14:31') - 1 });
  assert.equal(sameHoursBefore(readRange('0day', -1, now)!, 'prev', now), undefined);
  assert.equal(sameHoursBefore(readRange('7day', 0, now)!, 'prev', now), undefined);
});

test('the units offered are those that the server draws', () => {
  const units = (end: string) => unitsFor({ start: utc('2024-03-01T00:00'), end: utc(end) });
  assert.deepEqual(units('2024-03-31T23:59'), ['hour', 'day']);
  assert.deepEqual(units('2024-04-01T00:00'), ['day', 'month']);
  assert.deepEqual(units('2024-11-01T00:00'), ['month', 'year']);
});

for (const [text, period] of [
  ['range:5:9', { start: 5, end: 9 }], ['range:9:5', undefined], ['range:5', undefined], ['prev', undefined], ['range:a:b', undefined],
] as const) {
  test(`"${text}" as dates of one's own`, () => assert.deepEqual(readInstants(text), period));
}

test('the server compares with as many whole minutes before, or with the year before', () => {
  const march = { start: utc('2024-03-01T00:00:00.000'), end: utc('2024-03-31T23:59:59.999') };
  assert.deepEqual(periodOfServer(march, 'prev'), { start: utc('2024-01-30T00:01:00.000'), end: utc('2024-03-01T00:00:59.999') });
  const leap = { start: utc('2024-02-29T00:00:00.000'), end: utc('2024-02-29T23:59:59.999') };
  assert.deepEqual(periodOfServer(leap, 'yoy'), { start: utc('2023-02-28T00:00:00.000'), end: utc('2023-02-28T23:59:59.999') });
});

test('days before are as many as the range has, also where clocks jump', () => {
  const zone = 'Europe/Berlin'; // summer time began on 29 March 2026
  const range = { start: utc('2026-03-29T22:00:00.000'), end: utc('2026-03-31T12:00:00.000') };
  assert.deepEqual(daysBefore(range, zone), { start: utc('2026-03-27T23:00:00.000'), end: utc('2026-03-29T21:59:59.999') });
});

for (const [start, end, count, unit, last] of [
  ['2026-01-01T00:00:00.000', '2026-01-05T23:59:59.999', 8, 'day', '2026-01-05T23:59:59.999'],
  ['2026-01-01T00:00:00.000', '2026-01-31T23:59:59.999', 8, 'day', '2026-01-08T23:59:59.999'],
  ['2026-01-01T00:00:00.000', '2026-01-31T23:59:59.999', 3, 'hour', '2026-01-01T02:59:59.999'],
  // Eight months by the day: the server would count by months from 1 March on.
  ['2025-07-31T00:00:00.000', '2026-04-01T23:59:59.999', 300, 'day', '2026-02-28T23:59:59.999'],
] as const) {
  test(`at most ${count} ${unit}s from ${start} to ${end}`, () => {
    assert.deepEqual(firstBuckets({ start: utc(start), end: utc(end) }, count, unit, 'UTC'), { start: utc(start), end: utc(last) });
  });
}
