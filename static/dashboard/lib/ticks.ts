// The numbers beside a chart.

/** Round steps from 0 to at least `highest`, some four of them: 0, 50, 100, 150. None is less than `least`: counts are whole. */
export function ticks(highest: number, wanted = 4, least = 1): number[] {
  const raw = Math.max(highest, least) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(least, [1, 2, 2.5, 5, 10].map((each) => each * magnitude).find((each) => each >= raw) ?? raw);
  const whole = least < 1 || Number.isInteger(step) ? step : Math.ceil(step);
  const count = Math.max(1, Math.ceil(highest / whole - 1e-9)); // 0.3 / 0.1 is a little less than 3
  return Array.from({ length: count + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
}

/** Which of `count` names fit below a chart, evenly spread. */
export function shownNames(count: number, room: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
