// The pages that one can go to from anywhere: in the bar on top, and on a phone in a second one below.
import routes from '../routes.json';
import { base, beside, isShared, mayShow, withQuery } from './address.ts';
import { Drop } from './drop.tsx';
import { Icon } from './icons.tsx';
import { carried, websiteId } from './question.ts';
import { t, type Word } from './words.ts';

export type Place = readonly [page: string, path: string, icon: Icon];

/** The pages of a website, in the order of the bar. Here and below, those are shown that routes.json has, and in a share those that it shows. */
export const OF_SITE: readonly Place[] = [
  ['overview', '', 'overview'], ['events', '/events', 'events'], ['sessions', '/sessions', 'sessions'], ['live', '/realtime', 'live'],
  ['reports', '/reports', 'reports'], ['replays', '/replays', 'replays'], ['settings', '/settings', 'settings'],
];

/** What the reports of a website are, in the order of their menu. */
export const REPORTS: readonly Place[] = [
  ['reports', '/reports', 'reports'], ['goals', '/goals', 'reports'], ['funnels', '/funnels', 'reports'], ['journeys', '/journeys', 'reports'],
  ['retention', '/retention', 'reports'], ['breakdown', '/breakdown', 'reports'], ['utm', '/utm', 'reports'], ['revenue', '/revenue', 'reports'],
  ['attribution', '/attribution', 'reports'], ['performance', '/performance', 'reports'], ['compare', '/compare', 'reports'],
];

/** Where one is outside of a website. */
const TOP: readonly Place[] = [
  ['sites', '/websites', 'sites'], ['boards', '/boards', 'boards'], ['links', '/links', 'links'], ['pixels', '/pixels', 'pixels'],
];

/** What belongs to the user, and what only to those who run the server. */
export const OWN: readonly Place[] = [
  ['dashboard', '/dashboard', 'boards'], ['preferences', '/settings/preferences', 'settings'], ['profile', '/settings/profile', 'user'],
  ['teams', '/settings/teams', 'user'],
];
export const ADMIN: readonly Place[] = [['admin', '/admin/users', 'settings']];

/** The path of one of the first level; below a team its own. */
export function pathOf(page: string): string {
  return beside(TOP.find(([name]) => name === page)?.[1] ?? '/websites');
}

/** A path below the website's, with range and filters, as its pages hand them on to each other. */
export const onSite = (path: string) => withQuery(carried.value, beside(`/websites/${websiteId.value}${path}`));

/** Those of some places that there are, and where they lead. */
export function linksOf(places: readonly Place[], at: (path: string) => string = (path) => path): (readonly [page: string, href: string, icon: Icon])[] {
  return places.filter(([page]) => page in routes && mayShow(page)).map(([page, path, icon]) => [page, base + at(path), icon] as const);
}

const isReport = (page: string) => REPORTS.some(([name]) => name === page);

export function Places({ page, isOfSite }: { page: string; isOfSite: boolean }) {
  const links = isOfSite ? linksOf(OF_SITE, onSite) : linksOf(TOP, beside);
  if (links.length < 2) return null;
  return (
    <nav class="pages" aria-label={t('pages')}>
      {links.map(([name, href]) => name === 'reports' ? <Reports key={name} page={page} /> : (
        <a key={name} href={href} aria-current={name === page ? 'page' : undefined}>{t(`page.${name}` as Word)}</a>
      ))}
    </nav>
  );
}

function Reports({ page }: { page: string }) {
  const isHere = isReport(page);
  return (
    <Drop kind={isHere ? 'is-here' : ''} label={<>{t(isHere ? (`page.${page}` as Word) : 'page.reports')}<Icon name="down" /></>}>
      {(close) => (
        <ul class="choices">
          {linksOf(REPORTS, onSite).map(([name, href]) => (
            <li key={name}><a href={href} onClick={close} aria-current={name === page ? 'page' : undefined}>{t(`page.${name}` as Word)}</a></li>
          ))}
        </ul>
      )}
    </Drop>
  );
}

const BELOW = ['overview', 'live', 'sessions', 'reports'];

export function BottomBar({ page, isOfSite }: { page: string; isOfSite: boolean }) {
  const top = linksOf(TOP, beside);
  // A share has no other way to its pages on a phone.
  const links = isOfSite ? [...linksOf(OF_SITE, onSite).filter(([name]) => isShared.value || BELOW.includes(name)), ...top.slice(0, 1)] : top;
  if (links.length < 2) return null;
  return (
    <nav class="bottom" aria-label={t('pages')}>
      {links.map(([name, href, icon]) => (
        <a key={name} href={href} aria-current={name === page || (name === 'reports' && isReport(page)) ? 'page' : undefined}>
          <Icon name={icon} />{t(`page.${name}` as Word)}
        </a>
      ))}
    </nav>
  );
}
