// Funnels: how many go from step to step, and where they are lost. A funnel need not be saved: it is in the address.
import { go, parameter, query, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Empty, Panel, useReached } from '../lib/panel.tsx';
import { funnelOf } from '../lib/saved.ts';
import { t } from '../lib/words.ts';
import { EditTool, SavedPage, Unfinished } from '../panels/saved-page.tsx';
import { type SavedReport, type StepAnswer, askFunnel, useShown } from '../panels/saved-report.ts';
import { Editor } from './editor.tsx';
import { Steps, roomOf } from './steps.tsx';

const PAGE_SIZE = 10;

export default function Funnels() {
  const editing = parameter('edit');
  const isOpen = editing !== '' || parameter('add') !== '' || query.value.has('step');
  const answer = useShown('funnel', PAGE_SIZE, !isOpen);
  return (
    <SavedPage kind="funnel" answer={answer} pageSize={PAGE_SIZE} instead={isOpen && (
      <Editor key={editing} id={editing || undefined} onStored={() => {
        go(withChanges({ add: null, edit: null, step: null, has: null, window: null }), 'replace');
        answer.retry();
      }} />
    )}>
      {(report) => <Funnel report={report} />}
    </SavedPage>
  );
}

function Funnel({ report }: { report: SavedReport }) {
  const [element, isReached] = useReached();
  const funnel = funnelOf(report.parameters);
  const question = askFunnel(funnel);
  const answer = useAnswer<StepAnswer[]>(isReached.value ? question : undefined);
  return (
    <div ref={element}>
      {!question ? <Unfinished report={report} text={t('funnel.unfinished')} /> : (
        <Panel title={report.name} answer={answer} room={roomOf(funnel.steps.length)} tools={<EditTool report={report} />}>
          {(steps) => steps[0]?.visitors ? <Steps name={report.name} steps={steps} />
            : <Empty otherwise={<Steps name={report.name} steps={steps} />} />}
        </Panel>
      )}
    </div>
  );
}
