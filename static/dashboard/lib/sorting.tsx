// Tables sorted by any column, as the address says: `?sort=views`, with `&order=asc` where it is not the usual direction.
import { type ComponentChildren } from 'preact';
import { base, parameter, withChanges } from './address.ts';
import { locale } from './words.ts';

export interface Column<Row> {
  name: string;
  /** Texts go from A to Z unless asked otherwise, numbers from the largest to the smallest. */
  isText?: boolean;
  value: (row: Row) => number | string | undefined;
}

export interface Sort<Row> {
  column: Column<Row>;
  isUpward: boolean;
}

/** How the address wants a table sorted: by `usual` unless it names another column. */
export function readSort<Row>(columns: readonly Column<Row>[], usual: Column<Row>): Sort<Row> {
  const column = columns.find(({ name }) => name === parameter('sort')) ?? usual;
  const order = parameter('order');
  return { column, isUpward: order ? order === 'asc' : !!column.isText };
}

/** The rows in that order; those without a value are last in both directions. */
export function sorted<Row>(rows: readonly Row[], { column, isUpward }: Sort<Row>): Row[] {
  const texts = new Intl.Collator(locale.value, { numeric: true });
  return rows.map((row) => ({ row, value: column.value(row) })).sort((one, other) => {
    if (one.value === undefined || other.value === undefined) return Number(one.value === undefined) - Number(other.value === undefined);
    const rise = column.isText ? texts.compare(String(one.value), String(other.value)) : Number(one.value) - Number(other.value);
    return isUpward ? rise : -rise;
  }).map(({ row }) => row);
}

interface Props<Row> {
  column: Column<Row>;
  sort: Sort<Row>;
  usual: Column<Row>;
  children: ComponentChildren;
}

/** The head of a column, which sorts by it; once more turns the order round. */
export function SortHead<Row>({ column, sort, usual, children }: Props<Row>) {
  const isChosen = sort.column === column;
  const isUpward = isChosen ? !sort.isUpward : !!column.isText;
  const href = withChanges({ sort: column === usual ? null : column.name, order: isUpward === !!column.isText ? null : isUpward ? 'asc' : 'desc' });
  return (
    <th scope="col" class={column.isText ? '' : 'number'} aria-sort={isChosen ? (sort.isUpward ? 'ascending' : 'descending') : undefined}>
      <a class="sort" href={base + href}>{children}{isChosen && <span aria-hidden="true"> {sort.isUpward ? '↑' : '↓'}</span>}</a>
    </th>
  );
}
