// One recording: whose it is, a button that plays it, and the choice to keep it. Player and recording are loaded once
// somebody wants to see them.
import { useSignal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { base, go, parameter, withChanges } from '../lib/address.ts';
import { renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Drop } from '../lib/drop.tsx';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { duration, moment } from '../lib/format.ts';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { websiteId, zone } from '../lib/question.ts';
import { useMayEdit } from '../lib/rights.ts';
import { Sheet } from '../lib/sheet.tsx';
import { useWebsite } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { shortId } from '../panels/avatar.tsx';

/** A recording with its events (spec 04, section 12.2); one that is not there has none, and nulls. */
interface Playback {
  sessionId: string | null;
  events: unknown[];
  startedAt: string | null;
  endedAt: string | null;
}

const addressOf = (id: string) => `/websites/${websiteId.value}/replays/${encodeURIComponent(id)}`;
const savedOf = (id: string) => `/websites/${websiteId.value}/replays/saved/${encodeURIComponent(id)}`;

export function ReplaySheet() {
  const id = parameter('replay');
  return id ? <Opened key={id} id={id} /> : null;
}

function Opened({ id }: { id: string }) {
  const mayEdit = useMayEdit(useWebsite());
  return (
    <Sheet title={t('replay.title')} onClose={() => go(withChanges({ replay: null }))} tools={mayEdit && <Keeping id={id} />}>
      <Recording id={id} />
    </Sheet>
  );
}

function Recording({ id }: { id: string }) {
  const [isWanted, isFailed] = [useSignal(false), useSignal(false)];
  const loaded = useSignal<{ Player: ComponentType<{ events: readonly unknown[] }> } | undefined>(undefined);
  const answer = useAnswer<Playback>(isWanted.value ? addressOf(id) : undefined);
  const play = () => {
    isWanted.value = true;
    isFailed.value = false;
    import('./player.tsx').then(({ Player }) => (loaded.value = { Player }), () => (isFailed.value = true));
  };
  const { data, error, retry } = answer;
  if (!isWanted.value) {
    return (
      <div class="state to-play">
        <button type="button" class="button main" onClick={play}><Icon name="play" />{t('replay.play')}</button>
      </div>
    );
  }
  if (error) return <Failed error={error} retry={retry} />;
  if (isFailed.value) return <Failed retry={play} />;
  if (!data || !loaded.value) return <div class="skeleton to-play" aria-busy="true" />;
  return (
    <>
      {data.startedAt && data.endedAt && data.sessionId && (
        <p class="note">
          {moment(Date.parse(data.startedAt), zone.value)} · {duration((Date.parse(data.endedAt) - Date.parse(data.startedAt)) / 1000)} · <a
            href={base + withChanges({ replay: null, session: data.sessionId })}>{t('session.title')} {shortId(data.sessionId)}</a>
        </p>
      )}
      <loaded.value.Player events={data.events} />
    </>
  );
}

/** Keeps a recording under a name, or keeps it no longer; it is not deleted by that (spec 05, section 14.5). */
function Keeping({ id }: { id: string }) {
  const { data } = useAnswer<{ isSaved: boolean }>(savedOf(id));
  const name = useSignal('');
  const keep = async (isSaved: boolean, close: () => void) => {
    await call('POST', savedOf(id), isSaved ? { isSaved, name: name.value } : { isSaved });
    close();
    renew(`/websites/${websiteId.value}/replays/saved`);
  };
  if (!data) return null;
  return (
    <Drop kind="end" label={t(data.isSaved ? 'replay.saved' : 'save')}>
      {(close) => data.isSaved
        ? <Form save={() => keep(false, close)} label={t('replay.unsave')}>{null}</Form>
        : <Form save={() => keep(true, close)}><Text label={t('name')} of={name} required autofocus maxLength={100} /></Form>}
    </Drop>
  );
}
