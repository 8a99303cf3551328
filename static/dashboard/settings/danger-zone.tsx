// What changes a website for good: another owner, an empty past, the end.
import { useSignal } from '@preact/signals';
import { type ComponentChildren } from 'preact';
import { beside, go } from '../lib/address.ts';
import { forget, renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Danger } from '../lib/danger.tsx';
import { Drop } from '../lib/drop.tsx';
import { Choice } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { type Member, mayManage, useTeamRole } from '../lib/rights.ts';
import { user } from '../lib/session.ts';
import { type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';

export function DangerZone({ website }: { website: Website }) {
  return (
    <section class="panel" aria-label={t('settings.danger')}>
      <header class="panel-head"><h2>{t('settings.danger')}</h2></header>
      <ul class="things">
        <Transfer website={website} />
        <Row text={t('settings.reset-hint')}>
          <Danger label={t('settings.reset')} word="RESET" hint={website.name} run={async () => {
            await call('POST', `/websites/${website.id}/reset`);
            renew(`/websites/${website.id}`);
          }} />
        </Row>
        <Row text={t('settings.delete-hint')}>
          <Danger label={t('delete')} hint={website.name} run={async () => {
            await call('DELETE', `/websites/${website.id}`);
            forget(); // Before the list is shown, or it would still have it.
            go(beside('/websites'), 'replace');
          }} />
        </Row>
      </ul>
    </section>
  );
}

function Row({ text, children }: { text: string; children: ComponentChildren }) {
  return <li><p class="thing">{text}</p><div class="tools">{children}</div></li>;
}

/** To whom the caller may give it (spec 02, section 5): the owner to teams they manage, a team's owner to themselves. */
function Transfer({ website }: { website: Website }) {
  const isOwn = website.userId === user.value?.id;
  const role = useTeamRole(website.teamId);
  const teams = useAnswer<{ data: { id: string; name: string; members: Member[] }[] }>(isOwn ? '/teams?pageSize=100' : undefined);
  const targets: Targets = isOwn
    ? (teams.data?.data ?? []).filter(({ members }) => members.some((each) => each.userId === user.value?.id && mayManage(each.role)))
      .map(({ id, name }) => [id, name] as const)
    : website.teamId && role === 'team-owner' ? [['', t('settings.myself')]] : [];
  if (!targets.length) {
    return (
      <Row text={t(isOwn ? 'settings.transfer-none' : 'settings.only-owner')}>
        <button type="button" class="button" disabled>{t('settings.transfer')}</button>
      </Row>
    );
  }
  return (
    <Row text={t('settings.transfer-hint')}>
      <Drop label={t('settings.transfer')}>{(close) => <Give website={website} targets={targets} close={close} />}</Drop>
    </Row>
  );
}

/** Teams by id; "" is the caller. */
type Targets = readonly (readonly [id: string, name: string])[];

function Give({ website, targets, close }: { website: Website; targets: Targets; close: () => void }) {
  const target = useSignal(targets[0]![0]);
  const give = async () => {
    const teamId = target.value;
    await call('POST', `/websites/${website.id}/transfer`, teamId ? { teamId } : { userId: user.value!.id });
    close();
    go(`${teamId ? `/teams/${teamId}` : ''}/websites/${website.id}/settings`, 'replace'); // Below a team its address is another.
    renew(`/websites/${website.id}`);
  };
  return (
    <Form save={give} label={t('settings.transfer')}>
      <Choice label={t('settings.role.team-owner')} of={target} choices={targets} />
    </Form>
  );
}
