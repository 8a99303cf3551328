// When visitors come: the hours of the week, a number in every cell.
import { useAnswer } from '../lib/answers.ts';
import { exact, hourName, short, weekday, weekStart } from '../lib/format.ts';
import { Panel, useReached } from '../lib/panel.tsx';
import { ask, zone } from '../lib/question.ts';
import { useSubject } from '../lib/subject.ts';
import { t } from '../lib/words.ts';

const SHADES = 5;

export function Hours() {
  const [element, isReached] = useReached();
  const id = useSubject();
  // Seven arrays, Sunday first, of 24 numbers: distinct visitors (spec 04, section 7.7).
  const answer = useAnswer<number[][]>(isReached.value ? ask('sessions/weekly', { unit: undefined }, undefined, id) : undefined);
  return (
    <div ref={element} class="whole-width">
      <Panel title={t('panel.hours')} answer={answer} room={17} isEmpty={(week) => !week.flat().some((count) => count > 0)}
        tools={<span class="note">{t('visitors')} · {zone.value}</span>}>
        {(week) => <Week week={week} />}
      </Panel>
    </div>
  );
}

function Week({ week }: { week: readonly (readonly number[])[] }) {
  const most = Math.max(1, ...week.flat());
  const days = Array.from({ length: 7 }, (_, index) => (index + weekStart()) % 7);
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={t('panel.hours')}>
      <table class="hours">
        <thead>
          <tr>
            <td />
            {Array.from({ length: 24 }, (_, hour) => <th key={hour} scope="col"><span>{hourName(hour)}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{weekday(day)}</th>
              {(week[day] ?? []).map((count, hour) => (
                <td key={hour} class={`shade-${Math.ceil((count / most) * SHADES)}`} data-v={count} title={`${weekday(day)} ${hourName(hour)}: ${exact(count)}`}>{short(count)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
