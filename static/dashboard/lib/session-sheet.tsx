// One session above any page of a website: `?session=`. What it shows is loaded when somebody asks for it.
import { base, beside, go, mayShow, parameter, withChanges, withQuery } from './address.ts';
import { Icon } from './icons.tsx';
import { later } from './later.tsx';
import { NO_SESSION, carried, websiteId } from './question.ts';
import { Sheet } from './sheet.tsx';
import { t } from './words.ts';

const Session = later(async () => (await import('../sessions/session.tsx')).Session, '30rem');

export function SessionSheet() {
  const id = parameter('session');
  return id && websiteId.value && mayShow('sessions') ? <Opened key={id} id={id} /> : null;
}

function Opened({ id }: { id: string }) {
  const page = base + withQuery(carried.value, beside(`/websites/${websiteId.value}/sessions/${encodeURIComponent(id)}`));
  return (
    <Sheet title={t('session.title')} onClose={() => go(withChanges(NO_SESSION))}
      tools={<a class="button plain" href={page} aria-label={t('open-page')} title={t('open-page')}><Icon name="out" /></a>}>
      <Session id={id} />
    </Sheet>
  );
}
