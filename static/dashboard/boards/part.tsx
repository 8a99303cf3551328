// One part of a board, as one reads it: the panel of its type, asked about its own website.
import { type ComponentChildren } from 'preact';
import { CHART_ROOM } from '../lib/chart.tsx';
import { EventsOverTime } from '../events/over-time.tsx';
import { isShared } from '../lib/address.ts';
import { Panel, useReached } from '../lib/panel.tsx';
import { Subject } from '../lib/subject.ts';
import { t } from '../lib/words.ts';
import { Cards } from '../panels/cards.tsx';
import { Hours } from '../panels/hours.tsx';
import { List } from '../panels/list.tsx';
import { isList, listWord, type List as ListName } from '../panels/lists.ts';
import { OverTime } from '../panels/over-time.tsx';
import { useTotals } from '../panels/totals.ts';
import { homeOf, useEntity } from './entity.ts';
import { entityOf, isPartType, type Board, type Entity, type Part, type PartType } from './model.ts';
import { Text } from './text.tsx';

/** What a part is called if nobody has given it a title. */
export function partName({ type, props }: Part): string {
  switch (type as PartType) {
    case 'WebsiteMetricsBar': return t('numbers');
    case 'WebsiteChart': return t('over-time');
    case 'MetricsTable': return t(listWord(listOf(props)));
    case 'WorldMap': return t('tab.map');
    case 'WeeklyTraffic': return t('panel.hours');
    case 'EventsChart': return t('panel.events');
    case 'TextBlock': return t('board.text');
    default: return type;
  }
}

const listOf = (props: Part['props']): ListName => {
  const type = String(props?.['type'] ?? '');
  return isList(type) ? type : 'path';
};

export function PartView({ board, part }: { board: Pick<Board, 'type' | 'parameters'>; part: Part }) {
  const entity = part.type === 'TextBlock' || !isPartType(part.type) ? undefined : entityOf(board, part);
  const known = useEntity(entity);
  const title = part.title || partName(part);
  if (!entity) {
    return (
      <section class="panel" aria-label={title}>
        {(part.title || part.type !== 'TextBlock') && <h2>{title}</h2>}
        {part.description && <p class="note">{part.description}</p>}
        {part.type === 'TextBlock' ? <Text text={String(part.props?.['text'] ?? '')} />
          : <p class="state">{t(isPartType(part.type) ? 'board.choose' : 'board.unknown')}</p>}
      </section>
    );
  }
  return (
    <Subject.Provider value={{ id: entity.id, title, name: known?.name, description: part.description }}>
      <OfType part={part} entity={entity} domain={known?.domain ?? undefined} />
    </Subject.Provider>
  );
}

function OfType({ part, entity, domain }: { part: Part; entity: Entity; domain: string | undefined }) {
  switch (part.type as PartType) {
    case 'WebsiteMetricsBar': return <Seen room={NUMBERS_ROOM}><Numbers /></Seen>;
    case 'WebsiteChart': return <Seen room={CHART_ROOM}><OverTime /></Seen>;
    case 'WeeklyTraffic': return <Hours />;
    case 'EventsChart': return <Seen room={CHART_ROOM}><EventsOverTime /></Seen>;
    case 'MetricsTable': return <Table list={listOf(part.props)} limit={Number(part.props?.['limit']) || 10} {...{ entity, domain }} />;
    default: return <Table list="country" limit={10} hasMap {...{ entity, domain }} />;
  }
}

/** As for panels. */
type Room = readonly [wide: number, narrow: number];

/** Cards in a row, or two by two. */
const NUMBERS_ROOM: Room = [6, 17.6];

function Numbers() {
  const { answer, totals } = useTotals();
  return <Panel title={t('numbers')} kind="numbers" answer={answer} room={NUMBERS_ROOM}>{() => <Cards answer={answer} totals={totals} />}</Panel>;
}

const [ROW_REM, AROUND_REM] = [2.15, 5.1];

/** All of its list is on the page of what it is about, where the share of a board does not lead. */
function Table({ list, limit, entity, domain, hasMap = false }: { list: ListName; limit: number; entity: Entity; domain: string | undefined; hasMap?: boolean }) {
  const { answer, totals } = useTotals();
  return (
    <List panel={{ name: 'pages', lists: [list], hasMap }} domain={domain} totals={answer.isFresh ? totals : undefined} limit={limit}
      room={limit * ROW_REM + AROUND_REM} home={isShared.value ? null : homeOf(entity)} />
  );
}

/** Asks nothing before somebody has scrolled to it. */
function Seen({ room: [wide, narrow], children }: { room: Room; children: ComponentChildren }) {
  const [element, isReached] = useReached();
  return <div ref={element} class={isReached.value ? '' : 'unreached'} style={{ '--room': `${wide}rem`, '--narrow': `${narrow}rem` }}>{isReached.value && children}</div>;
}
