// The user's own board: one for everybody, kept under the user's id (spec 03, section 4).
import { beside, path } from '../lib/address.ts';
import { renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { later } from '../lib/later.tsx';
import { Failed } from '../lib/panel.tsx';
import { user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { type Board } from '../boards/model.ts';

const View = later(async () => (await import('../boards/view.tsx')).View);
const Design = later(async () => (await import('../boards/design.tsx')).Design);
const HOME = '/dashboard';

export default function Dashboard() {
  const answer = useAnswer<Board | null>(HOME);
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  if (answer.data === undefined) return <div class="skeleton" style={{ height: '30rem' }} />;
  const board: Board = {
    ...(answer.data ?? { id: user.value?.id ?? '', type: 'dashboard', description: '', parameters: {}, teamId: null, userId: user.value?.id ?? null, createdAt: '' }),
    name: t('page.dashboard'),
  };
  if (!path.value.endsWith('/edit')) return <View board={board} design={beside(`${HOME}/edit`)} />;
  // The server makes it at the first time.
  return <Design board={board} home={beside(HOME)} mayEdit save={(parameters) => call('POST', HOME, { parameters }).then(() => renew(HOME))} />;
}
