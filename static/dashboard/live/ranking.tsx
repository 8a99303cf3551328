// The most frequent values among what happens now, each a link that filters.
import { type Answer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent, short } from '../lib/format.ts';
import { Empty, Panel } from '../lib/panel.tsx';
import { t } from '../lib/words.ts';
import { Value } from '../panels/list.tsx';
import { listWord } from '../panels/lists.ts';
import { ranked, type Counts, type Live } from './answer.ts';

const ROWS = 15;

interface Props {
  title: 'pages' | 'sources' | 'places';
  list: 'path' | 'referrer' | 'country';
  answer: Answer<Live>;
  counts: (data: Live) => Counts;
  /** What the shares are of. */
  total: (data: Live) => number;
  domain: string | undefined;
}

export function Ranking({ title, list, answer, counts, total, domain }: Props) {
  const count = t(list === 'country' ? 'visitors' : 'count');
  return (
    <Panel title={t(`panel.${title}`)} answer={answer} room={16}>
      {(data) => {
        const all = ranked(counts(data));
        if (!all.length) return <Empty hasRange={false} otherwise={<p class="state">{t('live.empty')}</p>} />;
        return (
          <>
            <table class="rows">
              <thead>
                <tr><th scope="col">{t(listWord(list))}</th><th scope="col" class="number">{count}</th><th scope="col" class="number share">%</th></tr>
              </thead>
              <tbody>
                {all.slice(0, ROWS).map(([value, number]) => (
                  <tr key={value} style={{ '--part': number / all[0]![1] }}>
                    <th scope="row"><Value list={list} value={value} domain={domain} /></th>
                    <td class="number" data-v={number} title={exact(number)}>{short(number)}</td>
                    <td class="number share">{percent(Math.min(1, number / Math.max(1, total(data))))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <footer class="panel-foot">
              <span />
              <FileButton save={() => save(t(listWord(list)), [[t(listWord(list)), count], ...all])} />
            </footer>
          </>
        );
      }}
    </Panel>
  );
}
