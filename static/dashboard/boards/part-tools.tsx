// What stands above a part of a board while it is arranged: its grip, its name, and the buttons that move it.
import { base } from '../lib/address.ts';
import { Icon } from '../lib/icons.tsx';
import { t } from '../lib/words.ts';
import { MOST_COLUMNS, type Part, type Row, type Spot } from './model.ts';
import { partName } from './part.tsx';
import { RowButton } from './row-button.tsx';

interface Props extends Spot {
  part: Part | undefined;
  rows: readonly Row[];
  move: (to: Spot) => void;
  /** The address of its settings. */
  edit: string;
  remove: () => void;
  grab: (event: PointerEvent) => void;
}

export function PartTools({ part, rows, row, at, move, edit, remove, grab }: Props) {
  const name = part ? part.title || partName(part) : '–';
  const count = rows[row]!.columns.length;
  const label = (what: string) => `${what}: ${name}`;
  const isFull = (other: number) => (rows[other]?.columns.length ?? 0) >= MOST_COLUMNS;
  return (
    <header class="part-tools">
      <span class="grip" aria-hidden="true" onPointerDown={grab}><Icon name="grip" /></span>
      <h3>{name}</h3>
      <span class="space" />
      <RowButton label={label(t('board.left'))} icon="left" isOff={at === 0} run={() => move({ row, at: at - 1 })} />
      <RowButton label={label(t('board.right'))} icon="right" isOff={at === count - 1} run={() => move({ row, at: at + 2 })} />
      <RowButton label={label(t('board.up'))} icon="up" isOff={row === 0 || isFull(row - 1)} run={() => move({ row: row - 1, at: rows[row - 1]!.columns.length })} />
      <RowButton label={label(t('board.down'))} icon="down" isOff={(row === rows.length - 1 && count === 1) || isFull(row + 1)} run={() => move({ row: row + 1, at: 0 })} />
      <a class="button plain" href={base + edit} aria-label={label(t('edit'))} title={label(t('edit'))}><Icon name="edit" /></a>
      <RowButton label={label(t('delete'))} icon="close" run={remove} />
    </header>
  );
}
