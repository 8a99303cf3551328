// Numbers as shades of a colour. Visitors by country are uneven: each step is as many times the one before.

const SHADES = 5;

/** The least number of each step, upwards: five steps from the least to the most, fewer where there is no room. */
export function stepsOf(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  // Without the last bit a fifth root of 32 would be a little more than 2.
  const bounds = Array.from({ length: SHADES }, (_, index) => Math.ceil(least * (most / least) ** (index / SHADES) - 1e-9));
  return values.length ? [...new Set(bounds)] : [];
}

/** Which shade a number has, 0 for none; the highest step always has the darkest one. */
export function shadeOf(value: number, steps: readonly number[]): number {
  const step = steps.filter((bound) => bound <= value).length;
  return step && step + SHADES - steps.length;
}
