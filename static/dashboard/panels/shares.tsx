// The shares of a website, link, pixel or board: their addresses, and a form for each, open as `?share=` of the address.
import { useSignal } from '@preact/signals';
import { base, go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Copy } from '../lib/copy.tsx';
import { Danger } from '../lib/danger.tsx';
import { Switch, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { SHARED_PAGES } from '../lib/share.ts';
import { Sheet } from '../lib/sheet.tsx';
import { t, type Word } from '../lib/words.ts';

/** What the API calls the kinds of things that can be shared (spec 03, section 5). */
const TYPES = { website: 1, link: 2, pixel: 3, board: 4 } as const;

export interface Share {
  id: string;
  name: string;
  slug: string;
  parameters: Record<string, unknown>;
}

const USUAL: Share['parameters'] = { overview: true, events: true };

interface Props {
  kind: keyof typeof TYPES;
  id: string;
  mayEdit: boolean;
}

const addressOf = ({ slug }: Pick<Share, 'slug'>) => `${location.origin}${base}/share/${encodeURIComponent(slug)}`;

export function Shares({ kind, id, mayEdit }: Props) {
  const list = useAnswer<{ data: Share[] }>(`/${kind}s/${id}/shares?pageSize=100`);
  const asked = parameter('share');
  const open = asked === 'new' ? undefined : list.data?.data.find((share) => share.id === asked);
  return (
    <>
      <Panel title={t('share.shares')} answer={list} room={3}
        tools={mayEdit && <a class="button" href={base + withChanges({ share: 'new' })}><Icon name="plus" />{t('share.new')}</a>}>
        {({ data }) => !data.length ? <p class="note">{t('share.none')}</p> : (
          <ul class="things">
            {data.map((share) => (
              <li key={share.id}>
                <div class="thing">
                  <strong>{share.name}</strong>
                  <a href={addressOf(share)} target="_blank" rel="noopener">{addressOf(share)}</a>
                </div>
                <div class="tools">
                  <Copy kind="plain" text={addressOf(share)} about={share.name} />
                  {mayEdit && <a class="button plain" href={base + withChanges({ share: share.id })}>{t('edit')}<span class="unseen"> {share.name}</span></a>}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {mayEdit && (asked === 'new' || open) && <Editor key={asked} {...{ kind, id, share: open, renew: list.retry }} />}
    </>
  );
}

interface EditorProps extends Pick<Props, 'kind' | 'id'> {
  /** None is a new one. */
  share: Share | undefined;
  renew: () => void;
}

const close = () => go(withChanges({ share: null }));

function Editor({ kind, id, share, renew }: EditorProps) {
  const [name, slug] = [useSignal(share?.name ?? ''), useSignal(share?.slug ?? '')];
  const shown = useSignal(share?.parameters ?? USUAL);
  const isWebsite = kind === 'website';
  const after = async (change: Promise<unknown>) => {
    await change;
    renew();
    close();
  };
  const save = () => {
    // Umami stores each switch, also those that are off; members that it may add some day stay as they are.
    const parameters = isWebsite
      ? { ...shown.value, ...Object.fromEntries(SHARED_PAGES.map(([stored]) => [stored, shown.value[stored] === true])) }
      : share?.parameters ?? {};
    const said = { name: name.value, slug: slug.value, parameters };
    return after(share ? call('POST', `/share/id/${share.id}`, said) : call('POST', '/share', { ...said, entityId: id, shareType: TYPES[kind] }));
  };
  const isNothing = isWebsite && !SHARED_PAGES.some(([stored]) => shown.value[stored] === true);
  return (
    <Sheet title={share ? share.name : t('share.new')} kind="small" onClose={close}>
      <Form save={save} isOff={isNothing}>
        <Text label={t('name')} of={name} required maxLength={200} />
        {/* An empty one is made by the server for a new share, and stays as it was for others. */}
        <Text label={t('share.slug')} of={slug} maxLength={100} pattern="[^\/?#\s]*" placeholder={share ? share.slug : t('share.random')} autocapitalize="none" />
        {isWebsite && (
          <fieldset class="switches">
            <legend>{t('pages')}</legend>
            {SHARED_PAGES.map(([stored, page]) => (
              <Switch key={stored} label={t(`page.${page}` as Word)} isOn={shown.value[stored] === true}
                choose={(isOn) => (shown.value = { ...shown.value, [stored]: isOn })} />
            ))}
          </fieldset>
        )}
      </Form>
      {share && <div class="sheet-foot"><Danger label={t('delete')} hint={t('share.delete-hint')} run={() => after(call('DELETE', `/share/id/${share.id}`))} /></div>}
    </Sheet>
  );
}
