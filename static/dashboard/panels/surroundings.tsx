// Where somebody is and what they use, in a line of a table. Each word filters.
import { FilterLink } from '../lib/filter-link.tsx';
import { nameOf } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { FilterValue } from './step.tsx';

export function Place({ country, region, city }: { country: string | null; region?: string | null; city: string | null }) {
  if (!country && !city) return <span class="note">{t('none')}</span>;
  return (
    <span class="several">
      {country && (
        <FilterLink wanted={{ field: 'country', value: country }}>
          <span class="code" aria-hidden="true">{country}</span><span class="text">{nameOf('country', country)}</span>
        </FilterLink>
      )}
      {city ? <FilterValue field="city" value={city} /> : region && <FilterValue field="region" value={region} />}
    </span>
  );
}

export function Environment({ browser, os }: { browser: string | null; os: string | null }) {
  if (!browser && !os) return <span class="note">{t('none')}</span>;
  return (
    <span class="several">
      {browser && <FilterValue field="browser" value={browser} />}
      {os && <FilterValue field="os" value={os} />}
    </span>
  );
}
