// What brought those who reached something: by the first or the last touch before it.
import { useAnswer } from '../lib/answers.ts';
import { type Field } from '../lib/filters.ts';
import { short } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Empty, Failed } from '../lib/panel.tsx';
import { askReport } from '../lib/question.ts';
import { t, type Word } from '../lib/words.ts';
import { Amounts, Plain, Visitors, type Amount } from '../panels/amounts.tsx';
import { CardRow, type Card } from '../panels/cards.tsx';
import { onPage } from '../panels/saved-report.ts';
import { Settings, model, useStep } from './settings.tsx';

interface Value {
  name: string;
  value: number;
}

/** Spec 05, section 8. `pageviews` are the conversions, events too. */
interface Total {
  pageviews: number;
  visitors: number;
  visits: number;
}

const CARDS: readonly Card<Total>[] = [
  { word: 'attribution.conversions', value: ({ pageviews }) => pageviews, text: short },
  { word: 'visitors', value: ({ visitors }) => visitors, text: short },
  { word: 'visits', value: ({ visits }) => visits, text: short },
];

/** The API's lists, their headings, and the field that a name is a value of; an advertiser is one of none. */
const LISTS = [
  ['referrer', 'field.referrer', 'referrer'], ['paidAds', 'channel.paidAds', undefined], ['utm_source', 'tab.utmSource', 'utmSource'],
  ['utm_medium', 'tab.utmMedium', 'utmMedium'], ['utm_campaign', 'tab.utmCampaign', 'utmCampaign'], ['utm_content', 'tab.utmContent', 'utmContent'],
  ['utm_term', 'tab.utmTerm', 'utmTerm'],
] as const satisfies readonly (readonly [string, Word, Field | undefined])[];

type AttributionAnswer = Record<(typeof LISTS)[number][0], Value[]> & { total: Total };

export default function Attribution() {
  const { type, step, usual } = useStep();
  const answer = useAnswer<AttributionAnswer>(step ? askReport('attribution', { model: model(), type, step }) : undefined);
  const total = step ? answer.data?.total : undefined;
  return (
    <>
      <Head title={t('page.attribution')} isReport hasCompare={false} />
      <Settings type={type} step={step} />
      {!step && usual.error ? <Failed error={usual.error} retry={usual.retry} />
        : !step && usual.isFresh ? <Nobody text={t('attribution.choose')} /> : (
        <>
          <CardRow answer={answer} cards={CARDS} totals={total} />
          {answer.isFresh && !total?.visitors ? <Nobody text={t('attribution.none')} /> : !answer.error && (
            <div class="grid uneven">
              {LISTS.map(([list, word, field]) => (
                <Amounts key={list} title={t(word)} answer={answer} hasBar named={t(field ? `field.${field}` : word)} counted={t('visitors')}
                  rows={(data) => data[list]} total={(data) => data.total.visitors} cell={(row) => <Name field={field} row={row} />} />
              ))}
            </div>
          )}
        </>
      )}
    </>
  );
}

/** Filters of this report are about what was reached, not about what brought there (spec 05, section 2). */
function Name({ field, row: { name } }: { field: Field | undefined; row: Amount }) {
  return field ? <Visitors href={onPage('', { [field]: `eq.${name}` })}>{name}</Visitors> : <Plain>{name}</Plain>;
}

function Nobody({ text }: { text: string }) {
  return (
    <section class="panel" aria-label={t('page.attribution')}>
      <Empty otherwise={<p class="state">{text}</p>} />
    </section>
  );
}
