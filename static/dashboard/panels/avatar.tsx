// A picture for a visitor of whom nothing is known but an id: the same for the same id, and it tells no more.

const SIDE = 5;

/** Five rows of five squares, the left half mirrored; which are filled, and in which hue, is read from the id's digits. */
export function Avatar({ id }: { id: string }) {
  const digits = [...id.replace(/[^0-9a-f]/gi, '').padEnd(20, '0')].map((digit) => parseInt(digit, 16));
  const hue = Math.round(((digits[15]! * 16 + digits[16]!) / 256) * 360);
  const squares = Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [row, column] = [Math.floor(index / SIDE), index % SIDE];
    return digits[row * 3 + Math.min(column, SIDE - 1 - column)]! % 2 === 0 && <rect key={index} x={column + 1} y={row + 1} width="1.02" height="1.02" />;
  });
  return (
    <svg class="avatar" viewBox="0 0 7 7" aria-hidden="true" fill={`hsl(${hue} 60% 45%)`}>
      <rect width="7" height="7" rx="1.4" fill={`hsl(${hue} 45% 50% / 18%)`} />
      {squares}
    </svg>
  );
}

/** How an id is written where there is little room. */
export const shortId = (id: string) => id.slice(0, 8);
