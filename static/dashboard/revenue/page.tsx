// What visitors paid: how much, when, where from, and who.
import { base, withChanges } from '../lib/address.ts';
import { useAnswer, withOther } from '../lib/answers.ts';
import { short } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Empty, Failed } from '../lib/panel.tsx';
import { askReport, compare, periodBefore, serverCompare } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { CardRow, type Card } from '../panels/cards.tsx';
import { type Revenue, type RevenueTotals } from './answer.ts';
import { CurrencySelect, currencyOf, useCurrencies } from './currency.tsx';
import { Customers } from './customers.tsx';
import { RevenueList } from './lists.tsx';
import { money, shortMoney } from './money.ts';
import { RevenueOverTime } from './over-time.tsx';

function cardsIn(currency: string): readonly Card<RevenueTotals>[] {
  const written = { text: shortMoney(currency), whole: money(currency) };
  return [
    { word: 'page.revenue', value: ({ sum }) => Number(sum ?? 0), ...written },
    { word: 'revenue.average', value: ({ count, average }) => (count ? average : undefined), ...written },
    { word: 'revenue.per-visitor', value: (totals) => (totals.total_sessions ? totals.arpu : undefined), ...written },
    { word: 'revenue.orders', value: ({ count }) => count, text: short },
    { word: 'revenue.customers', value: (totals) => totals.unique_count, text: short },
  ];
}

export default function RevenuePage() {
  const { data: sent, error: unknown, retry } = useCurrencies();
  const currency = currencyOf(sent);
  const own = periodBefore.value;
  const answer = useAnswer<Revenue>(currency && askReport('revenue', { currency, compare: serverCompare.value }));
  const earlier = useAnswer<Revenue>(currency && own && askReport('revenue', { currency }, own));
  const total = answer.data?.total;
  const isNothing = answer.isFresh && !total?.count;
  return (
    <>
      <Head title={t('page.revenue')} isReport tools={<CurrencySelect currency={currency ?? ''} sent={sent ?? []} />} />
      {!currency && unknown ? <Failed error={unknown} retry={retry} />
        : isNothing ? <Nothing currency={currency!} sent={(sent ?? []).filter((code) => code !== currency)} /> : (
        <>
          <CardRow answer={compare.value ? withOther(answer, earlier) : answer} cards={cardsIn(currency ?? '')} totals={total} before={own ? earlier.data?.total : total?.comparison} />
          {!answer.error && (
            <>
              <RevenueOverTime answer={answer} currency={currency ?? ''} />
              <div class="grid">
                <RevenueList panel="sources" answer={answer} currency={currency ?? ''} />
                <RevenueList panel="places" answer={answer} currency={currency ?? ''} />
              </div>
              {currency && <Customers currency={currency} />}
            </>
          )}
        </>
      )}
    </>
  );
}

/** Another currency that was sent, or how to send one. */
function Nothing({ currency, sent }: { currency: string; sent: readonly string[] }) {
  return (
    <section class="panel" aria-label={t('page.revenue')}>
      <Empty otherwise={(
        <div class="state" data-empty="revenue">
          <p>{t('revenue.none', { currency })}</p>
          {sent.length ? (
            <p class="tabs">{sent.map((code) => <a key={code} class="button" href={base + withChanges({ currency: code, page: null })}>{code}</a>)}</p>
          ) : (
            <>
              <p>{t('revenue.how')}</p>
              <pre tabIndex={0}><code>{`umami.track('purchase', { revenue: 19.9, currency: '${currency}' })`}</code></pre>
            </>
          )}
        </div>
      )} />
    </section>
  );
}
