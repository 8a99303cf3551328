// All boards of the user, or of a team.
import { base, beside, parameter, place } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { zone } from '../lib/question.ts';
import { useMayAdd } from '../lib/rights.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { typeName } from './entity.ts';
import { type Board } from './model.ts';

const PAGE_SIZE = 20;

export function All() {
  const { teamId } = place.value;
  const search = parameter('search');
  const list = useAnswer<{ data: Board[]; count: number }>(withParameters(`${teamId ? `/teams/${teamId}` : ''}/boards`, {
    page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined,
  }));
  const mayAdd = useMayAdd();
  return (
    <>
      <div class="head">
        <h1>{t('page.boards')}</h1>
        <span class="space" />
        {mayAdd && <a class="button" href={base + beside('/boards/create')}><Icon name="plus" />{t('board.add')}</a>}
      </div>
      <div class="head second"><Search /></div>
      {list.error ? <Failed status={list.error.status} text={list.error.message} retry={list.retry} />
        : !list.data ? <div class="skeleton" style={{ height: '20rem' }} />
        : !list.data.data.length ? <p class="state" aria-busy={list.since > 0}>{t(search ? 'no-match' : 'board.none')}</p>
        : (
          <section class="panel" aria-busy={list.since > 0} aria-label={t('page.boards')}>
            <table class={`sites tracked ${list.since ? 'is-old' : ''}`}>
              <thead><tr><th scope="col">{t('name')}</th><th scope="col">{t('type')}</th><th scope="col" class="only-wide">{t('created')}</th></tr></thead>
              <tbody>
                {list.data.data.map((board) => (
                  <tr key={board.id}>
                    <th scope="row"><a class="site-link" href={base + beside(`/boards/${board.id}`)}><strong>{board.name}</strong> <small>{board.description}</small></a></th>
                    <td>{typeName(board.type)}</td>
                    <td class="only-wide">{moment(Date.parse(board.createdAt), zone.value)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      {list.data && <Pager count={list.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}
