// What is around every page: the bar with the site, the pages and the user.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { base, go, isShared, parameter, path, place, query, withChanges, withQuery } from './address.ts';
import { useAnswer } from './answers.ts';
import { signOut, token, withParameters } from './api.ts';
import { Drop } from './drop.tsx';
import { Icon } from './icons.tsx';
import { isHelpOpen } from './keys.ts';
import { later } from './later.tsx';
import { LOCALES } from './locales.ts';
import { Menu } from './menu.tsx';
import { rangeTitle } from './picker.tsx';
import { ADMIN, OWN, BottomBar, Places, linksOf, pathOf } from './places.tsx';
import { filters, websiteId } from './question.ts';
import { Failed, Guarded } from './panel.tsx';
import { SessionSheet } from './session-sheet.tsx';
import { findUser, knowUser, trouble, user } from './session.ts';
import { share } from './share.ts';
import { chooseTheme, theme, type Theme } from './theme.ts';
import { useThing, type Website } from './website.ts';
import { chooseLocale, locale, t, type Word } from './words.ts';

const KeyHelp = later(async () => (await import('./key-help.tsx')).KeyHelp, '0');

knowUser();

export function Frame({ page, children }: { page: string; children: ComponentChildren }) {
  const thing = useThing<Website>();
  const website = thing.data;
  const isOpen = page === 'login';
  useEffect(() => {
    if (!isOpen && !isShared.value && !token.value) signOut();
  }, [isOpen, isShared.value, token.value]);
  useEffect(() => {
    const parts = website
      ? [website.name, page !== 'overview' && t(`page.${page}` as Word), page !== 'live' && rangeTitle(), ...filters.value.map(({ value }) => value)]
      : [t(`page.${page}` as Word)];
    document.title = [...parts.filter(Boolean), 'Dashi'].join(' · ');
  });
  // A share that is not open yet, or never will be, shows nothing around what it says. What is around comes with a new
  // `main` by the key: the old one would jump down.
  if (isOpen || (isShared.value && !share.value)) return <main key="alone" class="alone">{children}</main>;
  if (!isShared.value && !token.value) return null;

  const isOfSite = 'websiteId' in place.value.parts;
  // Who asks, and for which website: pages show all else that goes wrong, and settings that too.
  const lost = isOfSite && page !== 'settings' && page !== 'admin' && thing.error?.status !== 403 ? thing.error : undefined;
  const wrong = trouble.value ?? lost;
  const retry = () => {
    if (trouble.value) void findUser();
    if (lost) thing.retry();
  };
  const isFramed = isShared.value && parameter('embed') === '1';
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        document.getElementById('main')?.focus();
      }}>{t('skip')}</a>
      {!isFramed && <header class="top">
        {isShared.value ? <span class="brand"><Brand /></span> : <a class="brand" href={base + pathOf('sites')} aria-label={t('page.sites')}><Brand /></a>}
        {isShared.value ? <span class="site-name">{website?.name}</span> : isOfSite ? (
          <Drop kind="sites-box" shortcut="ctrl-k" label={<><span class="site-name">{website?.name ?? '…'}</span><Icon name="down" /></>}>
            {(close) => <Switcher close={close} />}
          </Drop>
        ) : <Teams />}
        <Places page={page} isOfSite={isOfSite} />
        <span class="space" />
        <button type="button" class="button plain only-wide" aria-label={t('keys')} title={t('keys')} onClick={() => (isHelpOpen.value = true)}><Icon name="help" /></button>
        {isShared.value ? <Drop kind="end" name={t('page.preferences')} label={<Icon name="settings" />}>{() => <Looks />}</Drop> : <UserMenu />}
      </header>}
      <main id="main" tabIndex={-1} class={`page page-${page}`}>
        {wrong && <section class="panel trouble"><Failed error={wrong} retry={retry} /></section>}
        <Guarded of={path.value + query.value} retry={() => location.reload()}>{() => children}</Guarded>
      </main>
      {!isFramed && <BottomBar page={page} isOfSite={isOfSite} />}
      <SessionSheet />
      <Menu />
      {isHelpOpen.value && <KeyHelp />}
    </>
  );
}

/** Our sign: a bowl of broth, its steam three bars. */
function Brand() {
  return (
    <svg viewBox="0 0 32 32" class="sign" aria-hidden="true">
      <path d="M3 17h26a13 13 0 01-8 11H11A13 13 0 013 17z" />
      <path d="M9 13V9M16 13V4M23 13V7" class="steam" />
    </svg>
  );
}

const FOUND = 12;

/** Another website, by a few letters of its name. */
function Switcher({ close }: { close: () => void }) {
  const search = useSignal('');
  const teamId = place.value.teamId;
  const answer = useAnswer<{ data: Website[] }>(withParameters(teamId ? `/teams/${teamId}/websites` : '/websites', {
    pageSize: FOUND, search: search.value || undefined, includeTeams: teamId ? undefined : 'true',
  }));
  const target = (id: string) => {
    const kept = new URLSearchParams();
    for (const name of ['date', 'offset', 'timezone']) if (query.value.get(name)) kept.set(name, query.value.get(name)!);
    return withQuery(kept, path.value.replace(websiteId.value, id).split('/sessions/')[0]);
  };
  return (
    <form onSubmit={(event) => {
      event.preventDefault();
      const first = answer.data?.data[0];
      if (!first) return;
      close();
      go(target(first.id));
    }}>
      <input type="search" autofocus placeholder={t('find-site')} aria-label={t('find-site')} value={search.value}
        onInput={(event) => (search.value = event.currentTarget.value)} />
      <ul class="choices">
        {answer.data?.data.map(({ id, name, domain }) => (
          <li key={id}>
            <a href={base + target(id)} onClick={close} aria-current={id === websiteId.value ? 'true' : undefined}>{name} <small>{domain}</small></a>
          </li>
        ))}
      </ul>
      <a class="button plain" href={base + '/websites'} onClick={close}><Icon name="sites" />{t('all-sites')}</a>
    </form>
  );
}

/** The user's own websites, or those of a team. */
function Teams() {
  const teams = user.value?.teams ?? [];
  if (!teams.length) return null;
  const chosen = place.value.teamId;
  return (
    <Drop label={<><span>{teams.find(({ id }) => id === chosen)?.name ?? t('my-account')}</span><Icon name="down" /></>}>
      {(close) => (
        <ul class="choices">
          <li><a href={base + '/websites'} onClick={close} aria-current={chosen ? undefined : 'true'}>{t('my-account')}</a></li>
          {teams.map(({ id, name }) => (
            <li key={id}><a href={`${base}/teams/${id}/websites`} onClick={close} aria-current={id === chosen ? 'true' : undefined}>{name}</a></li>
          ))}
        </ul>
      )}
    </Drop>
  );
}

/** Light or dark, and the language. What is chosen here is no longer as a share's address has fixed it. */
function Looks() {
  return (
    <>
      <label>{t('theme')}
        <select value={theme.value} onChange={(event) => {
          chooseTheme(event.currentTarget.value as Theme);
          if (isShared.value) go(withChanges({ theme: null }), 'replace');
        }}>
          {(['system', 'light', 'dark'] as const).map((name) => <option key={name} value={name}>{t(`theme.${name}`)}</option>)}
        </select>
      </label>
      {Object.keys(LOCALES).length > 1 && (
        <label>{t('language')}
          <select value={locale.value} onChange={(event) => {
            void chooseLocale(event.currentTarget.value);
            if (isShared.value) go(withChanges({ lang: null }), 'replace');
          }}>
            {Object.entries(LOCALES).map(([name, text]) => <option key={name} value={name} lang={name}>{text}</option>)}
          </select>
        </label>
      )}
    </>
  );
}

function UserMenu() {
  return (
    <Drop kind="end" name={user.value?.username ?? t('account')} label={<Icon name="user" />}>
      {(close) => (
        <>
          {user.value && <p class="who">{user.value.username}</p>}
          <Looks />
          <ul class="choices">
            {linksOf(OWN).map(([name, href]) => <li key={name}><a href={href} onClick={close}>{t(`page.${name}` as Word)}</a></li>)}
            {user.value?.isAdmin && linksOf(ADMIN).map(([name, href]) => <li key={name}><a href={href} onClick={close}>{t(`page.${name}` as Word)}</a></li>)}
            <li><a href={base + '/logout'} onClick={close}>{t('sign-out')}</a></li>
          </ul>
        </>
      )}
    </Drop>
  );
}

/** Where the address wants to go after signing in: a path of ours, never another host. */
export function nextPath(): string {
  const wanted = parameter('next') || parameter('url');
  return /^\/(?![/\\])/.test(wanted) ? wanted : withChanges({}, new URLSearchParams(), '/websites');
}
