// The table of a breakdown: a column a field, each value a link that filters, then the numbers.
import { type Field } from '../lib/filters.ts';
import { exact, short } from '../lib/format.ts';
import { SortHead, type Column, type Sort } from '../lib/sorting.tsx';
import { useWebsite } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { Value } from '../panels/list.tsx';
import { fieldWord } from './fields.ts';
import { MEASURES, type Measure, type Row } from './numbers.ts';

interface Props {
  fields: readonly Field[];
  rows: readonly Row[];
  totals: Partial<Record<Measure['name'], number>> | undefined;
  sort: Sort<Row>;
  /** Those of the fields, in their order. */
  columns: readonly Column<Row>[];
}

export function Rows({ fields, rows, totals, sort, columns }: Props) {
  const domain = useWebsite()?.domain ?? undefined;
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={t('page.breakdown')}>
      <table class="broken-down">
        <thead>
          <tr>
            {fields.map((field, index) => <SortHead key={field} column={columns[index]!} sort={sort} usual={MEASURES[0]}>{t(fieldWord(field))}</SortHead>)}
            {MEASURES.map((measure) => <SortHead key={measure.name} column={measure} sort={sort} usual={MEASURES[0]}>{t(measure.name)}</SortHead>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={fields.map((field) => row[field] ?? '\n').join('\t')}>
              {fields.map((field, index) => {
                const value = row[field];
                const shown = value ? <Value list={field} value={value} country={row.country} domain={domain} />
                  : <span class="filter-link is-plain">{t('none')}</span>;
                return index ? <td key={field}>{shown}</td> : <th key={field} scope="row">{shown}</th>;
              })}
              {MEASURES.map((measure) => <Cell key={measure.name} measure={measure} value={measure.value(row)} />)}
            </tr>
          ))}
        </tbody>
        {totals && (
          <tfoot>
            <tr>
              <th scope="row" colSpan={fields.length}>{t('all')}</th>
              {MEASURES.map((measure) => <Cell key={measure.name} measure={measure} value={totals[measure.name]} />)}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Cell({ measure, value }: { measure: Measure; value: number | undefined }) {
  return (
    <td class="number" data-v={value} title={value !== undefined && measure.text === short ? exact(value) : undefined}>
      {value === undefined ? '–' : measure.text(value)}
    </td>
  );
}
