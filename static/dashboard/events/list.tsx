// The names of the events and how often each came; a row filters.
import { useAnswer, withOther } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { Change } from '../lib/change.tsx';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent, short } from '../lib/format.ts';
import { Panel } from '../lib/panel.tsx';
import { ask, compare, comparedWith, date } from '../lib/question.ts';
import { type MetricRow } from '../lib/stats.ts';
import { t } from '../lib/words.ts';
import { Value } from '../panels/list.tsx';

const ROWS = 100;
const ROWS_BEFORE = 500; // What was first may be far down now.

/** `total` is the number of all events of the range: shares are of it. */
export function EventList({ total }: { total: number | undefined }) {
  const answer = useAnswer<MetricRow[]>(ask('metrics', { type: 'event', limit: ROWS }));
  const before = compare.value ? comparedWith.value : undefined;
  const earlier = useAnswer<MetricRow[]>(before && ask('metrics', { type: 'event', limit: ROWS_BEFORE }, before));
  const known = before && earlier.isFresh ? new Map(earlier.data!.map(({ x, y }) => [x, y])) : undefined;
  const download = () => save(`${t('page.events')} ${date.value}`, [
    [t('field.event'), t('count')], ...answer.data!.map(({ x, y }) => [x ?? '', y]),
  ]);
  return (
    <Panel title={t('page.events')} answer={withOther(answer, earlier)} room={20.3} isEmpty={(rows) => !rows.length}
      tools={<FileButton isOff={!answer.isFresh} save={download} />}>
      {(rows) => (
        <div class="scrolls" tabIndex={0} role="group" aria-label={t('page.events')}>
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{t('field.event')}</th><th scope="col" class="number">{t('count')}</th><th scope="col" class="number share">%</th>
                {known && <th scope="col" class="number">{t('change')}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ x, y }) => (
                <tr key={x} style={{ '--part': y / Math.max(1, rows[0]!.y) }}>
                  <th scope="row"><Value list="event" value={x ?? ''} domain={undefined} /></th>
                  <td class="number" data-v={y} title={exact(y)}>{short(y)}</td>
                  <td class="number share">{total ? percent(Math.min(1, y / total)) : ''}</td>
                  {known && <td class="number"><Change now={y} before={known.get(x) ?? 0} /></td>}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length >= ROWS && <p class="note">{t('first-rows', { count: exact(ROWS) })}</p>}
        </div>
      )}
    </Panel>
  );
}
