// All boards of the user, or of a team.
import { base, beside, place } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { zone } from '../lib/question.ts';
import { useMayAdd } from '../lib/rights.ts';
import { Search, paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { PagedList } from '../panels/paged.tsx';
import { typeName } from './entity.ts';
import { type Board } from './model.ts';

export function All() {
  const { teamId } = place.value;
  const list = useAnswer<Paged<Board>>(withParameters(`${teamId ? `/teams/${teamId}` : ''}/boards`, paging()));
  const mayAdd = useMayAdd();
  return (
    <>
      <div class="head">
        <h1>{t('page.boards')}</h1>
        <span class="space" />
        {mayAdd && <a class="button" href={base + beside('/boards/create')}><Icon name="plus" />{t('board.add')}</a>}
      </div>
      <div class="head second"><Search /></div>
      <PagedList title={t('page.boards')} list={list} none={t('board.none')}>
        {(rows) => (
          <table class="sites tracked">
            <thead><tr><th scope="col">{t('name')}</th><th scope="col">{t('type')}</th><th scope="col" class="only-wide">{t('created')}</th></tr></thead>
            <tbody>
              {rows.map((board) => (
                <tr key={board.id}>
                  <th scope="row"><a class="site-link" href={base + beside(`/boards/${board.id}`)}><strong>{board.name}</strong> <small>{board.description}</small></a></th>
                  <td>{typeName(board.type)}</td>
                  <td class="only-wide">{moment(Date.parse(board.createdAt), zone.value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </PagedList>
    </>
  );
}
