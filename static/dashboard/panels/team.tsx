// One team: its name and code, its members, its websites, its end. For its members and for administrators.
import { useSignal } from '@preact/signals';
import { base, go } from '../lib/address.ts';
import { forget, renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Copy } from '../lib/copy.tsx';
import { Danger } from '../lib/danger.tsx';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { Failed, Panel } from '../lib/panel.tsx';
import { type Member, mayManage } from '../lib/rights.ts';
import { renewUser, user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { Members } from './members.tsx';

interface Whole {
  id: string;
  name: string;
  accessCode: string | null;
  members: Member[];
}

/** `list` is the page to go to when it is no more, or not one's own. */
export function Team({ id, list }: { id: string; list: string }) {
  const { data: team, error, retry } = useAnswer<Whole>(`/teams/${id}`);
  if (error && !team) return <Failed error={error} retry={retry} />;
  if (!team) return <div class="skeleton" style={{ height: '20rem' }} />;
  const role = team.members.find(({ userId }) => userId === user.value?.id)?.role;
  const isAdmin = !!user.value?.isAdmin;
  const mayEdit = isAdmin || mayManage(role);
  const leave = async (change: Promise<unknown>) => {
    await change;
    forget(); // Before the list is shown, or it would still have it.
    go(list, 'replace');
    await renewUser();
  };
  return (
    <div class="two-columns">
      <div>
        <Details key={team.id} team={team} mayEdit={mayEdit} />
        <Websites team={team} />
        <section class="panel" aria-label={t('settings.danger')}>
          <header class="panel-head"><h2>{t('settings.danger')}</h2></header>
          <ul class="things">
            {role && (
              <li>
                <p class="thing">{t('team.leave-hint')}</p>
                <div class="tools"><Danger label={t('team.leave')} word={null} hint={team.name} run={() => leave(call('DELETE', `/teams/${id}/users/${user.value!.id}`))} /></div>
              </li>
            )}
            <li>
              <p class="thing">{t(isAdmin || role === 'team-owner' ? 'team.delete-hint' : 'settings.only-owner')}</p>
              <div class="tools">
                {isAdmin || role === 'team-owner'
                  ? <Danger label={t('delete')} hint={team.name} run={() => leave(call('DELETE', `/teams/${id}`))} />
                  : <button type="button" class="button" disabled>{t('delete')}</button>}
              </div>
            </li>
          </ul>
        </section>
      </div>
      <div><Members id={id} mayEdit={mayEdit} /></div>
    </div>
  );
}

function Details({ team, mayEdit }: { team: Whole; mayEdit: boolean }) {
  const name = useSignal(team.name);
  const change = async (said: { name: string } | { accessCode: string }) => {
    await call('POST', `/teams/${team.id}`, said);
    renew(`/teams/${team.id}`);
    await renewUser();
  };
  return (
    <section class="panel" aria-label={team.name}>
      <header class="panel-head"><h2>{team.name}</h2></header>
      {mayEdit ? (
        <>
          <Form save={() => change({ name: name.value })}><Text label={t('name')} of={name} required maxLength={50} /></Form>
          <dl class="fact">
            <dt>{t('team.code')}</dt>
            <dd><code>{team.accessCode ?? '–'}</code> {team.accessCode && <Copy kind="plain" text={team.accessCode} about={t('team.code')} />}</dd>
          </dl>
          <div class="under"><p class="note">{t('team.code-hint')}</p>
            <Danger label={t('team.code-new')} word={null} hint={t('team.code-new-hint')} run={() => change({ accessCode: newCode() })} />
          </div>
        </>
      ) : <p class="note">{t('settings.may-not')}</p>}
    </section>
  );
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A code like the server's own: `team_` and 16 characters that nobody can guess. */
function newCode(): string {
  const random = crypto.getRandomValues(new Uint32Array(16));
  return 'team_' + Array.from(random, (number) => LETTERS[number % LETTERS.length]).join('');
}

const SHOWN = 10;

function Websites({ team }: { team: Whole }) {
  const answer = useAnswer<{ data: { id: string; name: string; domain: string | null }[] }>(`/teams/${team.id}/websites?pageSize=${SHOWN}`);
  return (
    <Panel title={t('page.sites')} answer={answer} room={3}
      tools={<a class="button plain" href={`${base}/teams/${team.id}/websites`}>{t('all-sites')}</a>}>
      {({ data }) => !data.length ? <p class="note">{t('no-site')}</p> : (
        <ul class="things">
          {data.map((site) => (
            <li key={site.id}><a class="thing" href={`${base}/teams/${team.id}/websites/${site.id}/settings`}><strong>{site.name}</strong></a><small>{site.domain}</small></li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
