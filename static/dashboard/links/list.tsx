// All links or pixels, each with its numbers, and the form for one more.
import { base, beside, go, place, withQuery } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { call, withParameters } from '../lib/api.ts';
import { Drop } from '../lib/drop.tsx';
import { Icon } from '../lib/icons.tsx';
import { useMayAdd } from '../lib/rights.ts';
import { Search, paging, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { Copy } from '../lib/copy.tsx';
import { PagedList } from '../panels/paged.tsx';
import { NumberCells, NumberHeads, RangeSelect, keptRange, useNumbers } from '../panels/row-numbers.tsx';
import { Edit } from './form.tsx';
import { pictureCode, useAddress, type Kind, type Tracked } from './kind.ts';

export function All({ kind }: { kind: Kind }) {
  const { teamId } = place.value;
  const list = useAnswer<Paged<Tracked>>(withParameters(`${teamId ? `/teams/${teamId}` : ''}/${kind.name}`, paging()));
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
      <PagedList title={t(`page.${kind.name}`)} list={list} none={t('board.none')}>
        {(rows) => (
          <table class="sites tracked">
            <thead>
              <tr><th scope="col">{t('name')}</th><NumberHeads /><th scope="col" class="only-wide">{t('link.address')}</th></tr>
            </thead>
            <tbody>{rows.map((each) => <Row key={each.id} kind={kind} thing={each} />)}</tbody>
          </table>
        )}
      </PagedList>
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
