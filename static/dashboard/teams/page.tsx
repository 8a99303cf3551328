// The teams that one is in, and one of them.
import { useSignal } from '@preact/signals';
import { base, go, path, place } from '../lib/address.ts';
import { renew, useAnswer } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Drop } from '../lib/drop.tsx';
import { Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { Panel } from '../lib/panel.tsx';
import { type Member, isOfTeam, mayCreate } from '../lib/rights.ts';
import { renewUser, trouble, user } from '../lib/session.ts';
import { t } from '../lib/words.ts';
import { roleName } from '../panels/roles.ts';
import { OwnSections } from '../panels/sections.tsx';
import { Team } from '../panels/team.tsx';
import { Counts } from '../panels/team-counts.tsx';

export default function Teams() {
  // Below a team the address names two: the one that is open is the last.
  const id = place.value.parts['teamId'];
  const list = path.value.replace(/\/[^/]+$/, '');
  return (
    <>
      <OwnSections />
      {!id ? <List />
        : !user.value ? !trouble.value && <div class="skeleton" style={{ height: '20rem' }} />
        : user.value.isAdmin || isOfTeam(id) ? <Team key={id} id={id} list={list} />
        : <p class="state">{t('error-forbidden')}</p>}
    </>
  );
}

interface Listed {
  id: string;
  name: string;
  members: Member[];
  _count: { websites: number; members: number };
}

function List() {
  const answer = useAnswer<{ data: Listed[] }>('/teams?pageSize=100');
  const renewList = () => {
    renew('/teams');
    return renewUser();
  };
  return (
    <Panel title={t('page.teams')} answer={answer} room={4}
      tools={<div class="tools">
        <Drop kind="end" label={t('team.join')}>{(close) => <Join done={renewList} close={close} />}</Drop>
        {mayCreate() && <Drop kind="end main-drop" label={<><Icon name="plus" />{t('team.new')}</>}>{(close) => <Create done={renewList} close={close} />}</Drop>}
      </div>}>
      {({ data }) => !data.length ? <p class="note">{t('team.none')}</p> : (
        <ul class="things">
          {data.map((team) => {
            const role = team.members.find(({ userId }) => userId === user.value?.id)?.role;
            return (
              <li key={team.id}>
                <a class="thing" href={`${base}${path.value}/${team.id}`}><strong>{team.name}</strong></a>
                <p class="note">{role && roleName(role)} · <Counts {...team._count} /></p>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

interface FormProps {
  done: () => Promise<void>;
  close: () => void;
}

function Create({ done, close }: FormProps) {
  const name = useSignal('');
  return (
    <Form label={t('create')} save={async () => {
      const [team] = await call<[{ id: string }]>('POST', '/teams', { name: name.value });
      await done();
      close();
      go(`${path.value}/${team.id}`);
    }}>
      <Text label={t('name')} of={name} required maxLength={50} autofocus />
    </Form>
  );
}

function Join({ done, close }: FormProps) {
  const code = useSignal('');
  return (
    <Form label={t('team.join')} save={async () => {
      await call('POST', '/teams/join', { accessCode: code.value.trim() });
      await done();
      close();
    }}>
      <Text label={t('team.code')} of={code} required maxLength={50} autofocus autocapitalize="none" autocomplete="off" />
    </Form>
  );
}
