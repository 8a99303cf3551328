// What campaigns bring: the views by each of the five UTM parameters.
import { useAnswer } from '../lib/answers.ts';
import { ofReports, type Field } from '../lib/filters.ts';
import { Head } from '../lib/head.tsx';
import { ask, askReport, filters } from '../lib/question.ts';
import { type Stats } from '../lib/stats.ts';
import { t, type Word } from '../lib/words.ts';
import { Amounts } from '../panels/amounts.tsx';
import { Bare } from '../panels/bare.tsx';
import { FilterValue } from '../panels/step.tsx';

/** The API's names of the lists (spec 05, section 10), and the fields that they are of. */
const LISTS = {
  utmSource: 'utm_source', utmMedium: 'utm_medium', utmCampaign: 'utm_campaign', utmContent: 'utm_content', utmTerm: 'utm_term',
} as const satisfies Partial<Record<Field, string>>;
const FIELDS = Object.keys(LISTS) as (keyof typeof LISTS)[];

type UtmAnswer = Record<(typeof LISTS)[keyof typeof LISTS], { utm: string; views: number }[]>;

/** All views that the report chooses from: it keeps bounces, and knows one filter on each field. */
function askTotal(): string | undefined {
  const known = ofReports(filters.value);
  const unknown = filters.value.filter((filter) => !known.includes(filter)).map(({ key }) => [key, undefined]);
  return ask('stats', { ...Object.fromEntries(unknown), excludeBounce: undefined });
}

export default function Utm() {
  const answer = useAnswer<UtmAnswer>(askReport('utm'));
  const stats = useAnswer<Stats>(askTotal());
  const views = stats.isFresh ? stats.data!.pageviews : undefined;
  const isBare = answer.isFresh && FIELDS.every((field) => !answer.data![LISTS[field]].length);
  return (
    <>
      <Head title={t('page.utm')} isReport hasCompare={false} />
      {isBare ? (
        <Bare name="utm" title={t('page.utm')} hint={t('utm.none')}
          code="https://example.com/?utm_source=newsletter&utm_medium=email&utm_campaign=spring" />
      ) : (
        <div class="grid uneven">
          {FIELDS.map((field) => (
            <Amounts key={field} title={t(`tab.${field}`)} answer={answer} hasBar named={t(`field.${field}` as Word)} counted={t('views')}
              rows={(data) => data[LISTS[field]].map(({ utm, views: value }) => ({ name: utm, value }))} total={() => views}
              cell={({ name }) => <FilterValue field={field} value={name} />} />
          ))}
        </div>
      )}
    </>
  );
}
