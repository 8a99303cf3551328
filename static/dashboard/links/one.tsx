// One link or pixel: who came by it. All numbers are a website's, asked for under its own id (spec 04, section 0).
import { base, beside, withQuery } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { carried } from '../lib/question.ts';
import { useMayEdit } from '../lib/rights.ts';
import { t } from '../lib/words.ts';
import { Cards } from '../panels/cards.tsx';
import { List } from '../panels/list.tsx';
import { PANELS } from '../panels/lists.ts';
import { LongList } from '../panels/long-list.tsx';
import { OverTime } from '../panels/over-time.tsx';
import { useTotals } from '../panels/totals.ts';
import { type Kind, type Tracked } from './kind.ts';
import { Where } from './where.tsx';

/** Whoever follows a link sees no page and does nothing on it: pages, events and visit times have no meaning. */
const SHOWN = PANELS.filter(({ name }) => name === 'sources' || name === 'devices' || name === 'places');
const CARDS = ['visitors', 'visits', 'views'] as const;

export function One({ kind, thing }: { kind: Kind; thing: Answer<Tracked | null> }) {
  const { answer, totals } = useTotals();
  const fresh = answer.isFresh ? totals : undefined;
  const mayEdit = useMayEdit(thing.data ?? undefined);
  return (
    <>
      <Head title={thing.data?.name ?? '\u00a0'} hasSegments={false} tools={mayEdit && thing.data && (
        <a class="button" href={base + withQuery(carried.value, beside(`/${kind.name}/${thing.data.id}/edit`))}><Icon name="edit" />{t('edit')}</a>
      )} />
      <Where kind={kind} thing={thing.data ?? undefined} />
      <Cards answer={answer} totals={totals} words={CARDS} />
      <OverTime />
      <div class="grid thirds">
        {SHOWN.map((panel) => <List key={panel.name} panel={panel} domain={undefined} totals={fresh} />)}
      </div>
      <LongList domain={undefined} totals={fresh} />
    </>
  );
}
