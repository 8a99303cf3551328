// What campaigns bring: the views by each of the five UTM parameters.
import { useAnswer } from '../lib/answers.ts';
import { ofReports, type Field } from '../lib/filters.ts';
import { Head } from '../lib/head.tsx';
import { Empty } from '../lib/panel.tsx';
import { ask, askReport, filters } from '../lib/question.ts';
import { type Stats } from '../lib/stats.ts';
import { t, type Word } from '../lib/words.ts';
import { Amounts } from '../panels/amounts.tsx';
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
      {isBare ? <Bare /> : (
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

/** Nobody has come by a link of a campaign: how such links look. */
function Bare() {
  return (
    <section class="panel" aria-label={t('page.utm')}>
      <Empty otherwise={(
        <div class="state" data-empty="utm">
          <p>{t('utm.none')}</p>
          <pre tabIndex={0}><code>https://example.com/?utm_source=newsletter&amp;utm_medium=email&amp;utm_campaign=spring</code></pre>
        </div>
      )} />
    </section>
  );
}
