// The settings of a link or pixel: its form, its shares, and its end.
import { base, beside, go } from '../lib/address.ts';
import { renew } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { useMayEdit } from '../lib/rights.ts';
import { t } from '../lib/words.ts';
import { Shares } from '../panels/shares.tsx';
import { Edit } from './form.tsx';
import { type Kind, type Tracked } from './kind.ts';
import { Where } from './where.tsx';

export function Settings({ kind, thing }: { kind: Kind; thing: Tracked }) {
  const mayEdit = useMayEdit(thing) === true;
  const address = `/${kind.name}/${thing.id}`;
  return (
    <>
      <div class="head"><h1>{thing.name}</h1><span class="space" /><a class="button" href={base + beside(address)}>{t('show')}</a></div>
      <Where kind={kind} thing={thing} />
      {mayEdit && (
        <section class="panel narrow" aria-label={t('edit')}>
          <h2>{t('edit')}</h2>
          <Edit kind={kind} of={thing} save={async (fields) => {
            await call('POST', address, fields);
            renew(address);
            go(beside(address));
          }} />
          <Danger label={t('delete')} run={async () => {
            await call('DELETE', address);
            go(beside(`/${kind.name}`));
          }} />
        </section>
      )}
      <Shares kind={kind.name === 'links' ? 'link' : 'pixel'} id={thing.id} mayEdit={mayEdit} />
    </>
  );
}
