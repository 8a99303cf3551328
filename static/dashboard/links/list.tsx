// All links or pixels, each with its numbers, and the form for one more.
import { base, beside, go, parameter, place, withQuery } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { call, withParameters } from '../lib/api.ts';
import { Drop } from '../lib/drop.tsx';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { useMayAdd } from '../lib/rights.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { Copy } from '../lib/copy.tsx';
import { NumberCells, NumberHeads, RangeSelect, keptRange, useNumbers } from '../panels/row-numbers.tsx';
import { Edit } from './form.tsx';
import { pictureCode, useAddress, type Kind, type Tracked } from './kind.ts';

const PAGE_SIZE = 20;

export function All({ kind }: { kind: Kind }) {
  const { teamId } = place.value;
  const search = parameter('search');
  const list = useAnswer<{ data: Tracked[]; count: number }>(withParameters(`${teamId ? `/teams/${teamId}` : ''}/${kind.name}`, {
    page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined,
  }));
  const mayAdd = useMayAdd();
  return (
    <>
      <div class="head">
        <h1>{t(`page.${kind.name}`)}</h1>
        <span class="space" />
        {mayAdd && (
          <Drop kind="end main-drop" label={<><Icon name="plus" />{t(kind.add)}</>}>
            {(close) => <Edit kind={kind} save={async (fields) => {
              const made = await call<Tracked>('POST', `/${kind.name}`, { ...fields, teamId: teamId ?? null });
              close();
              go(beside(`/${kind.name}/${made.id}`));
            }} />}
          </Drop>
        )}
      </div>
      <div class="head second"><Search /><RangeSelect /></div>
      {list.error ? <Failed status={list.error.status} text={list.error.message} retry={list.retry} />
        : !list.data ? <div class="skeleton" style={{ height: '20rem' }} />
        : !list.data.data.length ? <p class="state" aria-busy={list.since > 0}>{t(search ? 'no-match' : 'board.none')}</p>
        : (
          <section class="panel" aria-busy={list.since > 0} aria-label={t(`page.${kind.name}`)}>
            <table class={`sites tracked ${list.since ? 'is-old' : ''}`}>
              <thead>
                <tr><th scope="col">{t('name')}</th><NumberHeads /><th scope="col" class="only-wide">{t('link.address')}</th></tr>
              </thead>
              <tbody>{list.data.data.map((each) => <Row key={each.id} kind={kind} thing={each} />)}</tbody>
            </table>
          </section>
        )}
      {list.data && <Pager count={list.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}

function Row({ kind, thing }: { kind: Kind; thing: Tracked }) {
  const numbers = useNumbers(thing.id);
  const address = useAddress(kind)(thing.slug);
  return (
    <tr class={numbers.stats.since && numbers.stats.data ? 'is-old' : ''}>
      <th scope="row">
        <a class="site-link" href={base + withQuery(keptRange(), beside(`/${kind.name}/${thing.id}`))}><strong>{thing.name}</strong> <small>{thing.url}</small></a>
      </th>
      <NumberCells {...numbers} />
      <td class="only-wide">
        <span class="copied"><span class="address" dir="ltr" title={address}>/{thing.slug}</span> <Copy text={kind.name === 'links' ? address : pictureCode(address)} about={address} /></span>
      </td>
    </tr>
  );
}
