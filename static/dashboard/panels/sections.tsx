// The title and the tabs above the pages of a group: what is one's own, and what administrators see.
import { base, path } from '../lib/address.ts';
import { t, type Word } from '../lib/words.ts';

interface Props {
  title: string;
  sections: readonly (readonly [path: string, word: Word])[];
}

function Sections({ title, sections }: Props) {
  return (
    <>
      <div class="head"><h1>{title}</h1></div>
      <nav class="tabs sections" aria-label={title}>
        {sections.map(([to, word]) => (
          <a key={to} href={base + to} aria-current={path.value === to ? 'page' : path.value.startsWith(to) ? 'true' : undefined}>{t(word)}</a>
        ))}
      </nav>
    </>
  );
}

export function OwnSections() {
  // Umami has them below each team too: whoever comes from there stays there.
  const below = /^\/teams\/[^/]+(?=\/settings\/)/.exec(path.value)?.[0] ?? '';
  return <Sections title={t('page.settings')} sections={[
    [`${below}/settings/preferences`, 'page.preferences'], [`${below}/settings/profile`, 'page.profile'], [`${below}/settings/teams`, 'page.teams'],
  ]} />;
}

export function AdminSections() {
  return <Sections title={t('page.admin')} sections={[['/admin/users', 'admin.users'], ['/admin/websites', 'page.sites'], ['/admin/teams', 'page.teams']]} />;
}
