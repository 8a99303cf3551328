// Boards: all of them, a new one, one, its settings, and its arrangement.
import { base, beside, path, place, withQuery } from '../lib/address.ts';
import { renew } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Icon } from '../lib/icons.tsx';
import { later } from '../lib/later.tsx';
import { Failed } from '../lib/panel.tsx';
import { carried } from '../lib/question.ts';
import { useMayEdit } from '../lib/rights.ts';
import { useThing } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { type Board } from './model.ts';

const All = later(async () => (await import('./list.tsx')).All);
const View = later(async () => (await import('./view.tsx')).View);
const Design = later(async () => (await import('./design.tsx')).Design);
const Create = later(async () => (await import('./settings.tsx')).Create);
const Settings = later(async () => (await import('./settings.tsx')).Settings);

export default function Boards() {
  const { boardId } = place.value.parts;
  if (boardId) return <Known key={boardId} />;
  return path.value.endsWith('/create') ? <Create /> : <All />;
}

function Known() {
  const answer = useThing<Board>();
  const board = answer.data;
  const mayEdit = useMayEdit(board ?? undefined) === true;
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (board === null) return <p class="state">{t('missing')}</p>;
  if (!board) return <div class="skeleton" style={{ height: '30rem' }} />;
  const home = beside(`/boards/${board.id}`);
  const part = path.value.split('/').at(-1);
  if (part === 'design') return <Design board={board} home={home} mayEdit={mayEdit} save={(parameters) => call('POST', `/boards/${board.id}`, { parameters }).then(() => renew(`/boards/${board.id}`))} />;
  if (part === 'edit') return <Settings board={board} home={home} mayEdit={mayEdit} />;
  return <View board={board} design={mayEdit ? `${home}/design` : undefined} tools={mayEdit && (
    <a class="button" href={base + withQuery(carried.value, `${home}/edit`)}><Icon name="edit" />{t('edit')}</a>
  )} />;
}
