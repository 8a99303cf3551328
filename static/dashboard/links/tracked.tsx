// The three pages of links, and of pixels: all of them, one, and its settings.
import { path, place } from '../lib/address.ts';
import { later } from '../lib/later.tsx';
import { Failed } from '../lib/panel.tsx';
import { useThing } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { type Kind, type Tracked } from './kind.ts';

// Each is loaded alone: the list has no charts, and one link no list.
const All = later(async () => (await import('./list.tsx')).All);
const One = later(async () => (await import('./one.tsx')).One);
const Settings = later(async () => (await import('./settings.tsx')).Settings);

export function TrackedPages({ kind }: { kind: Kind }) {
  const { linkId, pixelId } = place.value.parts;
  const id = linkId ?? pixelId;
  return id ? <Known key={id} kind={kind} /> : <All kind={kind} />;
}

function Known({ kind }: { kind: Kind }) {
  const thing = useThing<Tracked>();
  if (thing.error) return <Failed error={thing.error} retry={thing.retry} />;
  if (thing.data === null) return <p class="state">{t('missing')}</p>;
  if (!path.value.endsWith('/edit')) return <One kind={kind} thing={thing} />;
  return thing.data ? <Settings kind={kind} thing={thing.data} /> : <div class="skeleton" style={{ height: '20rem' }} />;
}
