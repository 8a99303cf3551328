// The forms of a board: a new one, and the settings of one that is there.
import { base, beside, go, place } from '../lib/address.ts';
import { renew } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { useMayAdd } from '../lib/rights.ts';
import { t } from '../lib/words.ts';
import { Shares } from '../panels/shares.tsx';
import { Edit } from './form.tsx';
import { type Board } from './model.ts';

export function Create() {
  const mayAdd = useMayAdd();
  return (
    <>
      <div class="head"><h1>{t('board.add')}</h1></div>
      {mayAdd && (
        <section class="panel narrow" aria-label={t('board.add')}>
          <Edit save={async (fields) => {
            const made = await call<Board>('POST', '/boards', { ...fields, teamId: place.value.teamId ?? null });
            go(beside(`/boards/${made.id}/design`));
          }} />
        </section>
      )}
    </>
  );
}

export function Settings({ board, home, mayEdit }: { board: Board; home: string; mayEdit: boolean }) {
  return (
    <>
      <div class="head"><h1>{board.name}</h1><span class="space" /><a class="button" href={base + home}>{t('show')}</a></div>
      {mayEdit && (
        <section class="panel narrow" aria-label={t('edit')}>
          <h2>{t('edit')}</h2>
          <Edit of={board} save={async (fields) => {
            await call('POST', `/boards/${board.id}`, fields);
            renew(`/boards/${board.id}`);
            go(home);
          }} />
          <Danger label={t('delete')} run={async () => {
            await call('DELETE', `/boards/${board.id}`);
            go(beside('/boards'));
          }} />
        </section>
      )}
      <Shares kind="board" id={board.id} mayEdit={mayEdit} />
    </>
  );
}
