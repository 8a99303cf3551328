// Where revenue comes from: what brought those who paid first, and where they are.
import { parameter } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { nameOf } from '../lib/format.ts';
import { Tabs } from '../lib/panel.tsx';
import { t } from '../lib/words.ts';
import { Amounts, Plain, Visitors, type Amount } from '../panels/amounts.tsx';
import { Value } from '../panels/list.tsx';
import { listWord } from '../panels/lists.ts';
import { onPage } from '../panels/saved-report.ts';
import { amounts, type Revenue } from './answer.ts';
import { money, shortMoney } from './money.ts';

const PANELS = { sources: ['referrer', 'channel'], places: ['country', 'region'] } as const;
type List = (typeof PANELS)[keyof typeof PANELS][number];

export function RevenueList({ panel, answer, currency }: { panel: keyof typeof PANELS; answer: Answer<Revenue>; currency: string }) {
  const lists: readonly List[] = PANELS[panel];
  const list = lists.find((each) => each === parameter(panel)) ?? lists[0]!;
  return (
    <Amounts title={t(`panel.${panel}`)} answer={answer} named={t(listWord(list))} counted={currency}
      tools={<Tabs name={panel} chosen={list} choices={lists.map((each) => [each, t(listWord(each))])} />}
      rows={(data) => amounts(data[list])} total={(data) => Number(data.total.sum ?? 0)} text={shortMoney(currency)} whole={money(currency)}
      cell={(row) => <Name list={list} row={row} />} />
  );
}

function Name({ list, row: { name, country } }: { list: List; row: Amount }) {
  if (!name) {
    return <>{country && <span class="code" aria-hidden="true">{country}</span>}<Plain>{country ? `${t('none')}, ${nameOf('country', country)}` : t('none')}</Plain></>;
  }
  if (list === 'channel') return <Plain>{name === 'Unknown' ? t('none') : nameOf('channel', name)}</Plain>;
  // A filter here is about the event that was paid by, whose own referrer is mostly the site (spec 05, section 11).
  if (list === 'referrer') return <Visitors href={onPage('', { referrer: `eq.${name}` })}>{name}</Visitors>;
  return <Value list={list} value={name} country={country} domain={undefined} />;
}
