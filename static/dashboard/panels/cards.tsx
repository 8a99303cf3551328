// The numbers of the range as cards, each with its change: the five of the overview, or others.
import { base, parameter, withChanges } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { Change } from '../lib/change.tsx';
import { duration, exact, percent, short, signed } from '../lib/format.ts';
import { Failed } from '../lib/panel.tsx';
import { compare } from '../lib/question.ts';
import { bounceRate, visitTime, type Stats, type Totals } from '../lib/stats.ts';
import { t, type Word } from '../lib/words.ts';
import { type Compared } from './totals.ts';

export interface Card<T> {
  word: Word;
  value: (totals: T) => number | undefined;
  text: (value: number) => string;
  /** Every digit, where `text` may leave out some. */
  whole?: (value: number) => string;
  /** A rate or a time changes by points or seconds: a share of a share misleads. */
  difference?: (now: number, before: number) => string;
  isLessBetter?: boolean;
  /** What of the chart this card shows alone. */
  chart?: 'visitors' | 'views';
}

/** A change in whole units with its sign; one that is less than half of one has none. */
function signedRound(change: number, text: (units: number) => string): string {
  const units = Math.round(change);
  return signed(text(Math.abs(units)), units);
}

const CARDS: readonly Card<Totals>[] = [
  { word: 'visitors', value: (totals) => totals.visitors, text: short, chart: 'visitors' },
  { word: 'visits', value: (totals) => totals.visits, text: short },
  { word: 'views', value: (totals) => totals.pageviews, text: short, chart: 'views' },
  {
    word: 'bounce-rate', value: bounceRate, text: percent, isLessBetter: true,
    difference: (now, before) => signedRound((now - before) * 100, (points) => t('points', { count: exact(points) })),
  },
  {
    word: 'visit-time', value: visitTime, text: duration,
    difference: (now, before) => signedRound(now - before, duration),
  },
];

interface Props {
  answer: Answer<Stats>;
  totals: Compared | undefined;
  /** Which numbers; all of them if not said. */
  words?: readonly Word[];
}

export function Cards({ answer, totals, words }: Props) {
  return <CardRow answer={answer} cards={CARDS.filter(({ word }) => words?.includes(word) ?? true)} totals={totals} before={totals?.comparison} />;
}

interface RowProps<T> {
  answer: Answer<unknown>;
  cards: readonly Card<T>[];
  totals: T | undefined;
  /** The same numbers of the period before, where there is one. */
  before?: T | undefined;
}

/** Any numbers as cards. */
export function CardRow<T>({ answer, cards, totals, before }: RowProps<T>) {
  if (answer.error) return <Failed error={answer.error} retry={answer.retry} />;
  return (
    <ul class={`cards of-${cards.length} ${answer.since && totals ? 'is-old' : ''}`} aria-busy={answer.since > 0} aria-label={t('numbers')}>
      {cards.map((card) => <li key={card.word}><OneCard card={card} totals={totals} then={before} /></li>)}
    </ul>
  );
}

function OneCard<T>({ card, totals, then }: { card: Card<T>; totals: T | undefined; then: T | undefined }) {
  const value = totals && card.value(totals);
  const before = then && card.value(then);
  const whole = card.whole ?? (card.text === short ? exact : undefined);
  const isChosen = card.chart !== undefined && parameter('chart') === card.chart;
  const inside = (
    <>
      <span class="card-name">{t(card.word)}</span>
      <span class="card-value" data-v={value} data-card={card.word} title={value === undefined ? undefined : whole?.(value)}>
        {totals ? (value === undefined ? '–' : card.text(value)) : '\u00a0'}
      </span>
      <span class="card-change">
        {value !== undefined && before !== undefined && (
          <Change now={value} before={before} isLessBetter={card.isLessBetter ?? false} {...(card.difference && before && { text: card.difference(value, before) })} />
        )}
        {compare.value && before !== undefined && <span class="card-before" data-v={before}>{t('was', { value: card.text(before) })}</span>}
      </span>
    </>
  );
  return card.chart ? (
    <a class="card" href={base + withChanges({ chart: isChosen ? null : card.chart })} aria-current={isChosen ? 'true' : undefined} title={t('chart-this')}>{inside}</a>
  ) : <div class="card">{inside}</div>;
}
