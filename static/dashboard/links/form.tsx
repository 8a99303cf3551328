// Name, destination and short address of a link or pixel: for a new one, and for one that is changed.
import { useSignal } from '@preact/signals';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { t } from '../lib/words.ts';
import { randomSlug, useAddress, type Kind, type Tracked } from './kind.ts';

export type Fields = Pick<Tracked, 'name' | 'slug'> & Partial<Pick<Tracked, 'url'>>;

interface Props {
  kind: Kind;
  of?: Tracked;
  save: (fields: Fields) => Promise<void>;
}

export function Edit({ kind, of, save }: Props) {
  const [name, url, slug] = [useSignal(of?.name ?? ''), useSignal(of?.url ?? ''), useSignal(of?.slug ?? randomSlug())];
  const address = useAddress(kind);
  return (
    <Form label={t(of ? 'save' : kind.add)}
      save={() => save({ name: name.value, slug: slug.value, ...(kind.name === 'links' && { url: url.value.trim() }) })}>
      <Text label={t('name')} of={name} autofocus required maxLength={100} />
      {kind.name === 'links' && <Text label={t('link.url')} of={url} required maxLength={500} placeholder="https://example.com/page" />}
      <div class="row with-button">
        <Text label={t('link.slug')} of={slug} required minLength={of ? 8 : 1} maxLength={100} />
        <button type="button" class="button" onClick={() => (slug.value = randomSlug())}>{t('link.random')}</button>
      </div>
      <p class="note address" dir="ltr">{address(slug.value)}</p>
    </Form>
  );
}
