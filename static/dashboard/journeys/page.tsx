// The ways that most visits take through the website, step by step.
import { go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { save } from '../lib/csv.ts';
import { FileButton } from '../lib/file-button.tsx';
import { exact } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Panel, Tabs } from '../lib/panel.tsx';
import { askReport, date } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Table } from './table.tsx';
import { isOn, pathsOf, readTrace, stepsOf, type Journey } from './paths.ts';
import { Picture } from './picture.tsx';

const STEPS = [2, 3, 4, 5, 6, 7];
const USUAL_STEPS = 5; // Umami's page begins with five.
/** What the API gives at most, and which events it is asked for: page views are of type 1, custom events of type 2. */
const LIMIT = 100;
const KINDS: Readonly<Record<string, number>> = { views: 1, events: 2 };

export default function Journeys() {
  const asked = Number(parameter('steps'));
  const steps = STEPS.includes(asked) ? asked : USUAL_STEPS;
  const kind = parameter('kind') in KINDS ? parameter('kind') : 'all';
  const answer = useAnswer<Journey[]>(askReport('journey', {
    steps, startStep: parameter('start') || undefined, endStep: parameter('end') || undefined, eventType: KINDS[kind],
  }));
  const paths = pathsOf(answer.data ?? []);
  const trace = readTrace(parameter('trace'));
  const traced = paths.filter((path) => isOn(path, trace));
  const labels = [...new Set(paths.flatMap((path) => path.steps))].sort();
  const download = () => save(`${t('page.journeys')} ${date.value}`, [
    [...Array.from({ length: steps }, (_, index) => t('journey.step', { number: index + 1 })), t('visits')],
    ...traced.map((path) => [...Array.from({ length: steps }, (_, index) => path.steps[index] ?? ''), path.visits]),
  ]);
  return (
    <>
      <Head title={t('page.journeys')} hasCompare={false} isReport />
      <Panel title={t('page.journeys')} isQuiet answer={answer} room={34} isEmpty={() => !paths.length}
        tools={<>
          <div class="journey-settings">
            <label>{t('journey.steps')}
              <select value={steps} onChange={({ currentTarget: { value } }) => go(withChanges({ steps: Number(value) === USUAL_STEPS ? null : value, trace: null }))}>
                {STEPS.map((number) => <option key={number} value={number}>{exact(number)}</option>)}
              </select>
            </label>
            {(['start', 'end'] as const).map((name) => (
              <label key={name}>{t(`journey.${name}`)}
                <input type="search" list="journey-labels" value={parameter(name)} placeholder={t('all')}
                  onChange={({ currentTarget: { value } }) => go(withChanges({ [name]: value.trim(), trace: null }))} />
              </label>
            ))}
            <datalist id="journey-labels">{labels.map((label) => <option key={label} value={label} />)}</datalist>
          </div>
          <Tabs name="kind" chosen={kind} choices={[['all', t('all')], ['views', t('views')], ['events', t('page.events')]]} />
          <FileButton isOff={!answer.isFresh} save={download} />
        </>}>
        {() => (
          <>
            <Picture steps={stepsOf(paths, trace)} paths={paths} trace={trace} />
            <Table paths={traced} all={paths} />
            {answer.data!.length >= LIMIT && <p class="note">{t('first-rows', { count: exact(LIMIT) })}</p>}
          </>
        )}
      </Panel>
    </>
  );
}
