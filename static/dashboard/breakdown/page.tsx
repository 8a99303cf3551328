// Views by the values of several fields together: which browsers in which countries on which pages.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { Drop } from '../lib/drop.tsx';
import { FileButton } from '../lib/file-button.tsx';
import { type Field } from '../lib/filters.ts';
import { exact } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { askReport, date } from '../lib/question.ts';
import { readSort, sorted } from '../lib/sorting.tsx';
import { t } from '../lib/words.ts';
import { FIELDS, fieldWord, readFields } from './fields.ts';
import { LIMIT, MEASURES, columnOf, totalsOf, type Row } from './numbers.ts';
import { Rows } from './rows.tsx';

export default function Breakdown() {
  const fields = readFields(parameter('fields'));
  const answer = useAnswer<Row[]>(askReport('breakdown', { fields }));
  // While another answer is on its way the last one stays, with the fields that it has.
  const last = answer.data?.[0];
  const shown = answer.isFresh || !last ? fields : FIELDS.filter((field) => field in last);
  const named = shown.map(columnOf);
  const columns = [...named, ...MEASURES];
  const sort = readSort<Row>(columns, MEASURES[0]);
  const rows = sorted(answer.data ?? [], sort);
  const isFull = parameter('full') !== '';
  const download = () => save(`${t('page.breakdown')} ${date.value}`, [
    [...shown.map((field) => t(fieldWord(field))), ...MEASURES.map(({ name }) => t(name))],
    ...rows.map((row) => [...shown.map((field) => row[field] ?? ''), ...MEASURES.map(({ value }) => value(row) ?? '')]),
  ]);
  return (
    <div class={isFull ? 'is-full' : ''}>
      <Head title={t('page.breakdown')} hasCompare={false} isReport />
      <Panel title={t('page.breakdown')} isQuiet answer={answer} room={24} isEmpty={() => !rows.length}
        tools={<><Chosen fields={fields} /><div class="tools">
          <a class="button plain only-wide" href={base + withChanges({ full: isFull ? null : 1 })} aria-current={isFull ? 'true' : undefined}>{t('breakdown.full')}</a>
          <FileButton isOff={!answer.isFresh} save={download} />
        </div></>}>
        {() => (
          <>
            <Rows fields={shown} rows={rows} totals={totalsOf(rows, shown)} sort={sort} columns={named} />
            {rows.length >= LIMIT && <p class="note">{t('first-rows', { count: exact(LIMIT) })}</p>}
          </>
        )}
      </Panel>
    </div>
  );
}

/** The fields in the order of their columns, and a box to choose others. The last one stays: nothing has no values. */
function Chosen({ fields }: { fields: readonly Field[] }) {
  const href = (next: readonly Field[]) => base + withChanges({ fields: next.join() === 'path' ? null : next.join(), sort: null, order: null });
  const without = (field: Field) => fields.filter((each) => each !== field);
  return (
    <div class="chosen-fields">
      <Drop kind="fields" label={<><Icon name="plus" />{t('field')}</>}>
        {() => (
          <ul class="choices">
            {FIELDS.map((field) => {
              const isChosen = fields.includes(field);
              return (
                <li key={field}>
                  <a href={href(!isChosen ? [...fields, field] : fields.length > 1 ? without(field) : fields)} aria-current={isChosen ? 'true' : undefined}>{t(fieldWord(field))}</a>
                </li>
              );
            })}
          </ul>
        )}
      </Drop>
      <ul class="chips" aria-label={t('breakdown.fields')}>
        {fields.map((field) => (
          <li key={field} class="chip is-field">
            <span>{t(fieldWord(field))}</span>
            {fields.length > 1 && (
              <a class="remove" href={href(without(field))} aria-label={t('remove-filter', { name: t(fieldWord(field)) })}><Icon name="close" /></a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
