// How large a team is, in words.
import { exact } from '../lib/format.ts';
import { t } from '../lib/words.ts';

export function Counts({ members, websites }: { members: number; websites: number }) {
  return (
    <>
      <span data-v={members}>{t('team.count-members', { n: members, count: exact(members) })}</span>
      {' · '}
      <span data-v={websites}>{t('team.count-websites', { n: websites, count: exact(websites) })}</span>
    </>
  );
}
