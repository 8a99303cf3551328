// One line in words above the numbers: what has changed, if it is much, and from where, if that is one place.
import { type Cause } from '../lib/cause.ts';
import { FilterLink } from '../lib/filter-link.tsx';
import { nameOf, percent } from '../lib/format.ts';
import { t } from '../lib/words.ts';

export function Morning({ cause }: { cause: Cause | undefined }) {
  // Its line is there before its words, so that they push nothing down.
  if (!cause) return <p class="morning" />;
  const words = t(cause.change > 0 ? 'morning.up' : 'morning.down', { percent: percent(Math.abs(cause.change)) });
  const [head = '', tail = ''] = words.split('{name}');
  return (
    <p class="morning">
      {head}<FilterLink wanted={{ field: 'referrer', value: cause.value }}><strong>{nameOf('referrer', cause.value)}</strong></FilterLink>{tail}
    </p>
  );
}
