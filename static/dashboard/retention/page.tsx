// Who comes back: the visitors first seen on each day of a month, and how many of them were there again later.
import { useRef } from 'preact/hooks';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { Head } from '../lib/head.tsx';
import { Panel } from '../lib/panel.tsx';
import { askReport, zone } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { DAYS, cohortsOf, type Cell } from './cohorts.ts';
import { Months, chosenMonth, lastDay, monthName, periodOf } from './month.tsx';
import { Table } from './table.tsx';

export default function Retention() {
  const month = chosenMonth();
  const answer = useAnswer<Cell[]>(askReport('retention', {}, periodOf(month)));
  // While another month is on its way the last one stays, with the days that it has.
  const last = useRef(month);
  if (answer.isFresh) last.current = month;
  const cohorts = cohortsOf(answer.data ?? [], lastDay(last.current));
  const title = monthName(month);
  const download = () => save(`${t('page.retention')} ${title}`, [
    [t('unit.day'), t('visitors'), ...DAYS.map((day) => `${t('retention.day', { day })} %`)],
    ...cohorts.map(({ date, visitors, days }) => [date.slice(0, 10), visitors, ...DAYS.map((day) => days.get(day)?.percentage ?? '')]),
  ]);
  return (
    <>
      <Head title={t('page.retention')} hasRange={false} isReport tools={<Months chosen={month} />} />
      <Panel title={title} answer={answer} room={30} isEmpty={() => !cohorts.length}
        tools={<div class="tools">
          <span class="note">{zone.value}</span>
          <FileButton isOff={!answer.isFresh} save={download} />
        </div>}>
        {() => <Table cohorts={cohorts} />}
      </Panel>
    </>
  );
}
