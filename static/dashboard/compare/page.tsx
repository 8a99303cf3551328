// Two periods side by side: the numbers, the course, and one of the lists row by row.
import { Head } from '../lib/head.tsx';
import { t } from '../lib/words.ts';
import { Cards } from '../panels/cards.tsx';
import { OverTime } from '../panels/over-time.tsx';
import { useTotals } from '../panels/totals.ts';
import { SideBySide } from './side-by-side.tsx';

export default function Compare() {
  const { answer, totals } = useTotals();
  return (
    <>
      <Head title={t('page.compare')} />
      <Cards answer={answer} totals={totals} />
      <OverTime />
      <SideBySide totals={answer.isFresh ? totals : undefined} />
    </>
  );
}
