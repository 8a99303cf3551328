// The address of a link or pixel, to be copied.
import { Copy } from '../lib/copy.tsx';
import { Icon } from '../lib/icons.tsx';
import { pictureCode, useAddress, type Kind, type Tracked } from './kind.ts';

/** Its address, and for a link where that leads, as far as one may go there. As high before all that is known. */
export function Where({ kind, thing }: { kind: Kind; thing: Tracked | undefined }) {
  const addressOf = useAddress(kind);
  if (!thing) return <div class={`leads-to of-${kind.name}`} />;
  const address = addressOf(thing.slug);
  const isOpen = /^https?:\/\//i.test(thing.url ?? '');
  const text = kind.name === 'links' ? address : pictureCode(address);
  return (
    <div class={`leads-to of-${kind.name}`}>
      <code dir="ltr" title={text}>{text}</code>
      <Copy text={text} about={address} />
      {thing.url && (
        <p class="note"><Icon name="right" /> {isOpen ? <a href={thing.url} target="_blank" rel="noopener noreferrer" dir="ltr">{thing.url}</a> : <span dir="ltr">{thing.url}</span>}</p>
      )}
    </div>
  );
}
