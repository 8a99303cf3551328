// A board as one arranges it: its parts are shown as they will be, with what moves, changes and removes them above each.
// Nothing is kept before it is saved; until then the draft lives as long as the page, also while another one is shown.
import { signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { base, go, parameter, withChanges, withQuery } from '../lib/address.ts';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { carried } from '../lib/question.ts';
import { Sheet } from '../lib/sheet.tsx';
import { t } from '../lib/words.ts';
import { Border } from './border.tsx';
import { follow, placeAmong } from './drag.ts';
import {
  MOST_COLUMNS, addColumn, addRow, moveBorder, moveColumn, moveRow, newId, removeColumn, rowsOf, setColumnSizes, setPart, shares, spotOf,
  withSizes, type Board, type Parameters, type Row, type Spot,
} from './model.ts';
import { PartForm } from './part-form.tsx';
import { PartTools } from './part-tools.tsx';
import { PartView } from './part.tsx';
import { RowButton } from './row-button.tsx';
import { columnsOf, heightOf } from './view.tsx';

const drafts = signal<Readonly<Record<string, readonly Row[]>>>({});

const forgetDraft = (id: string) => {
  const { [id]: _, ...rest } = drafts.peek();
  drafts.value = rest;
};

interface Props {
  board: Board;
  /** The path of the board itself. */
  home: string;
  mayEdit: boolean;
  save: (parameters: Parameters) => Promise<unknown>;
}

export function Design({ board, home, mayEdit, save }: Props) {
  const whole = useRef<HTMLDivElement>(null);
  const over = useSignal<Spot | undefined>(undefined);
  const stored = rowsOf(board.parameters);
  const rows = drafts.value[board.id] ?? stored;
  const latest = () => drafts.peek()[board.id] ?? stored;
  const change = (changed: readonly Row[]) => (drafts.value = { ...drafts.peek(), [board.id]: changed });
  const draft: Board = { ...board, parameters: { ...board.parameters, rows } };
  const back = base + withQuery(carried.value, home);
  const open = parameter('part');
  const close = () => go(withChanges({ part: null }));

  const add = (rowId?: string) => {
    const column = { id: newId() };
    change(rowId ? addColumn(rows, rowId, column) : addRow(rows, [column]));
    go(withChanges({ part: column.id }));
  };
  const elements = () => [...whole.current!.querySelectorAll<HTMLElement>('.board-row')];
  const rowAt = (x: number, y: number) => placeAmong(elements(), x, y);
  /** The spot below the pointer: within a row, or below the last for a row of its own. */
  const spotAt = (x: number, y: number): Spot | undefined => {
    const all = elements();
    const row = all.findIndex((each) => y < each.getBoundingClientRect().bottom);
    return row < 0 ? { row: all.length, at: 0 } : { row, at: placeAmong([...all[row]!.querySelectorAll('.board-part')], x, y) };
  };
  const setHeights = (index: number, by: number) => {
    const now = latest();
    // Rows that have no heights yet begin with those that they have on the page.
    const sizes = heightOf(now, 0) ? shares(now) : shares(elements().map(({ offsetHeight }) => ({ size: offsetHeight })));
    change(withSizes(now, moveBorder(sizes, index, by)));
  };

  if (!mayEdit) return null;
  return (
    <div class="design" ref={whole}>
      <div class="head">
        <h1>{board.name}</h1>
        <span class="space" />
        <a class="button" href={back} onClick={() => forgetDraft(board.id)}>{t('cancel')}</a>
        <Form save={async () => {
          const saved = latest();
          await save({ ...board.parameters, rows: saved });
          if ((drafts.peek()[board.id] ?? saved) !== saved) return; // Somebody has gone on arranging meanwhile.
          forgetDraft(board.id);
          go(withQuery(carried.value, home));
        }}>{null}</Form>
      </div>
      {rows.map((row, index) => (
        <section key={row.id} class="design-row" aria-label={t('board.row', { number: index + 1 })}>
          <header class="part-tools">
            <span class="grip" aria-hidden="true" onPointerDown={(event) => follow(event, rowAt, (to) => (over.value = to === undefined ? undefined : { row: to, at: -1 }),
              (to) => change(moveRow(latest(), index, to > index ? to - 1 : to)))}><Icon name="grip" /></span>
            <h2>{t('board.row', { number: index + 1 })}</h2>
            <span class="space" />
            <RowButton label={t('board.up')} icon="up" isOff={index === 0} run={() => change(moveRow(rows, index, index - 1))} />
            <RowButton label={t('board.down')} icon="down" isOff={index === rows.length - 1} run={() => change(moveRow(rows, index, index + 1))} />
            <RowButton label={t('board.add-part')} icon="plus" isOff={row.columns.length >= MOST_COLUMNS} run={() => add(row.id)} />
            <RowButton label={t('delete')} icon="close" run={() => change(rows.filter(({ id }) => id !== row.id))} />
          </header>
          <div class={`board-row ${over.value?.row === index && over.value.at < 0 ? 'is-before' : ''}`} style={{ '--columns': columnsOf(row), '--height': heightOf(rows, index) }}>
            {row.columns.map((column, at) => (
              <div key={column.id} class={`board-part ${over.value?.row === index && over.value.at === at ? 'is-before' : ''}`}>
                <PartTools part={column.component ?? undefined} {...{ rows, row: index, at }} move={(to) => change(moveColumn(latest(), column.id, to))}
                  edit={withChanges({ part: column.id })} remove={() => change(removeColumn(rows, column.id))}
                  grab={(event) => follow(event, spotAt, (to) => (over.value = to), (to) => change(moveColumn(latest(), column.id, to)))} />
                <div class="preview" inert>{column.component && <PartView board={draft} part={column.component} />}</div>
                {at < row.columns.length - 1 && (
                  <Border label={t('board.width')} share={shares(row.columns)[at]!} extent={() => elements()[index]!.offsetWidth}
                    move={(by) => change(setColumnSizes(latest(), row.id, moveBorder(shares(latest()[index]!.columns), at, by)))} />
                )}
              </div>
            ))}
            {!row.columns.length && <button type="button" class="button" onClick={() => add(row.id)}><Icon name="plus" />{t('board.add-part')}</button>}
          </div>
          {index < rows.length - 1 && (
            <Border isLevel label={t('board.height')} share={shares(rows)[index]!} move={(by) => setHeights(index, by)}
              extent={() => elements().reduce((sum, { offsetHeight }) => sum + offsetHeight, 0)} />
          )}
        </section>
      ))}
      <button type="button" class={`button add-row ${over.value?.row === rows.length ? 'is-before' : ''}`} onClick={() => add()}><Icon name="plus" />{t('board.add-row')}</button>
      {open && spotOf(rows, open) && (
        <Sheet title={t('edit')} kind="small" onClose={close}>
          <PartForm board={draft} part={partOf(rows, open)} save={(part) => {
            change(setPart(latest(), open, part));
            close();
          }} />
        </Sheet>
      )}
    </div>
  );
}

const partOf = (rows: readonly Row[], columnId: string) =>
  rows.flatMap(({ columns }) => columns).find(({ id }) => id === columnId)?.component ?? undefined;
