// The address of a link or pixel, to be copied.
import { Copy } from '../lib/copy.tsx';
import { Icon } from '../lib/icons.tsx';
import { pictureCode, useAddress, type Kind, type Tracked } from './kind.ts';

/** Its address, and for a link where that leads, as far as one may go there. */
export function Where({ kind, thing }: { kind: Kind; thing: Tracked }) {
  const address = useAddress(kind)(thing.slug);
  const isOpen = /^https?:\/\//i.test(thing.url ?? '');
  return (
    <div class="leads-to">
      {kind.name === 'links' ? <code dir="ltr">{address}</code> : <code dir="ltr">{pictureCode(address)}</code>}
      <Copy text={kind.name === 'links' ? address : pictureCode(address)} about={address} />
      {thing.url && (
        <p class="note"><Icon name="right" /> {isOpen ? <a href={thing.url} target="_blank" rel="noopener noreferrer" dir="ltr">{thing.url}</a> : <span dir="ltr">{thing.url}</span>}</p>
      )}
    </div>
  );
}
