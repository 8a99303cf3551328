// The numbers beside a chart.

/** Round steps from 0 to at least `highest`, some four of them: 0, 50, 100, 150. Counts are whole, so no step is less than 1. */
export function ticks(highest: number, wanted = 4): number[] {
  const raw = Math.max(highest, 1) / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((each) => each * magnitude).find((each) => each >= raw) ?? raw);
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  const result = [0];
  while (result.at(-1)! < highest) result.push(result.at(-1)! + whole);
  return result.length > 1 ? result : [0, whole];
}

/** Which of `count` names fit below a chart, evenly spread. */
export function shownNames(count: number, room: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}
