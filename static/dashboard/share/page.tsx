// What is at the address of a share until it is open, and where it shows nothing. Its pages are those of the thing that
// is shared (lib/address.ts says which); nobody is asked to sign in.
import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, mayShow, ofShare, path, place, query, slug, withQuery } from '../lib/address.ts';
import { forget } from '../lib/answers.ts';
import { ApiError, call } from '../lib/api.ts';
import { Failed } from '../lib/panel.tsx';
import { OF_SITE } from '../lib/places.tsx';
import { share, shareOf, type ShareAnswer } from '../lib/share.ts';
import { t } from '../lib/words.ts';

const problem = signal<ApiError | undefined>(undefined);

async function open(name: string): Promise<void> {
  problem.value = undefined;
  try {
    const opened = shareOf(name, await call<ShareAnswer>('GET', `/share/${name}`));
    if (slug.peek() !== name) return; // Somebody has gone on meanwhile.
    forget(); // What somebody has seen who is signed in is not what the share shows.
    share.value = opened;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error;
  }
}

// At once: while the words are on their way.
effect(() => {
  if (slug.value !== undefined && share.value?.slug !== slug.value) void open(slug.value);
});

export default function SharePage() {
  // The first page of a share without an overview is another.
  const first = ofShare.value?.[1] ? undefined : OF_SITE.find(([page]) => mayShow(page))?.[1];
  useEffect(() => {
    if (first) go(withQuery(query.value, path.value + first), 'replace');
  }, [first]);
  // Another page's module is on its way, or this one's address names none of the share's.
  if (share.value) return first || place.value.page !== 'share' ? null : <p class="state">{t('missing')}</p>;
  const error = problem.value;
  if (!error) return <div class="skeleton" style={{ height: '12rem' }} aria-busy="true" />;
  return (
    <>
      <h1>{t('page.share')}</h1>
      {error.status === 404 ? <p>{t('share.unknown')}</p> : <Failed error={error} retry={() => void open(slug.value!)} />}
    </>
  );
}
