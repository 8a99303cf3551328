// One session above any page of a website: `?session=`. What it shows is loaded when somebody asks for it.
import { useSignal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { base, beside, go, mayShow, parameter, withChanges, withQuery } from './address.ts';
import { Icon } from './icons.tsx';
import { Failed } from './panel.tsx';
import { NO_SESSION, carried, websiteId } from './question.ts';
import { Sheet } from './sheet.tsx';
import { t } from './words.ts';

export function SessionSheet() {
  const id = parameter('session');
  return id && websiteId.value && mayShow('sessions') ? <Opened key={id} id={id} /> : null;
}

function Opened({ id }: { id: string }) {
  const loaded = useSignal<{ Session: ComponentType<{ id: string }> } | undefined>(undefined);
  const isFailed = useSignal(false);
  useEffect(() => {
    import('../sessions/session.tsx').then(
      ({ Session }) => (loaded.value = { Session }),
      () => (isFailed.value = true), // The server is away, or has newer files under other names.
    );
  }, []);
  const page = base + withQuery(carried.value, beside(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}`));
  return (
    <Sheet title={t('session.title')} onClose={() => go(withChanges(NO_SESSION))}
      tools={<a class="button plain" href={page} aria-label={t('open-page')} title={t('open-page')}><Icon name="out" /></a>}>
      {isFailed.value ? <Failed retry={() => location.reload()} />
        : loaded.value ? <loaded.value.Session id={id} />
        : <div class="skeleton" style={{ height: '30rem' }} />}
    </Sheet>
  );
}
