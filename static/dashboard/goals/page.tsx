// Goals: how many visitors reach a page or do something, of all that there are.
import { go, parameter, withChanges } from '../lib/address.ts';
import { once, useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact, percent } from '../lib/format.ts';
import { Empty, Panel, useReached } from '../lib/panel.tsx';
import { date } from '../lib/question.ts';
import { targetOf } from '../lib/saved.ts';
import { PAGE_SIZE } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { EditTool, SavedPage, Unfinished } from '../panels/saved-page.tsx';
import { type GoalAnswer, type SavedReport, askGoal, useShown } from '../panels/saved-report.ts';
import { TargetLink } from '../panels/target.tsx';
import { GoalForm } from './form.tsx';

export default function Goals() {
  const answer = useShown('goal', PAGE_SIZE);
  const editing = parameter('edit');
  const shown = answer.data?.data ?? [];
  return (
    <>
      <SavedPage kind="goal" answer={answer} pageSize={PAGE_SIZE} tools={shown.length > 0 && (
        <FileButton kind="" save={() => void download(shown)} />
      )}>
        {(report) => <Goal report={report} />}
      </SavedPage>
      {(editing || parameter('add')) && (
        <GoalForm key={editing} id={editing || undefined} onClose={(how) => go(withChanges({ add: null, edit: null }), how)} onChange={answer.retry} />
      )}
    </>
  );
}

async function download(reports: readonly SavedReport[]): Promise<void> {
  const rows = await Promise.all(reports.map(async ({ name, parameters }) => {
    const target = targetOf(parameters);
    const question = askGoal(target);
    // What cannot be had has no numbers in the file.
    const found = question ? await once<GoalAnswer>(question).catch(() => undefined) : undefined;
    return [name, t(`field.${target.type}`), target.value, found?.num ?? '', found?.total ?? ''];
  }));
  save(`${t('page.goals')} ${date.value}`, [[t('name'), t('type'), t('value'), t('visitors'), t('goal.all-visitors')], ...rows]);
}

function Goal({ report }: { report: SavedReport }) {
  const [element, isReached] = useReached();
  const target = targetOf(report.parameters);
  const question = askGoal(target);
  const answer = useAnswer<GoalAnswer>(isReached.value ? question : undefined);
  return (
    <div ref={element}>
      {!question ? <Unfinished report={report} text={t('attribution.choose')} /> : (
        <Panel title={report.name} answer={answer} room={[5.5, 6.5]} tools={<EditTool report={report} />}>
          {({ num, total }) => (
            <div class="goal">
              {!total ? <Empty /> : <>
                <p class="outcome">
                  <strong class="card-value" data-v={num / total}>{percent(num / total)}</strong>
                  <span data-v={num} data-of={total}>{t('goal.of', { done: exact(num), all: exact(total) })}</span>
                </p>
                <div class="bar"><span style={{ inlineSize: `${(100 * num) / total}%` }} /></div>
              </>}
              <TargetLink target={target} />
            </div>
          )}
        </Panel>
      )}
    </div>
  );
}
