// What is to be reached, and which touch counts: all of it in the address.
import { go, parameter, withChanges } from '../lib/address.ts';
import { useAnswer, type Answer } from '../lib/answers.ts';
import { Select, ValueInput } from '../lib/filter-row.tsx';
import { Tabs } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { type MetricRow } from '../lib/stats.ts';
import { t } from '../lib/words.ts';

type Kind = 'event' | 'path';

export const model = () => (parameter('model') === 'last-click' ? 'last-click' : 'first-click');

/** What the address names; else the most frequent event or page, since any answer tells more than a form. */
export function useStep(): { type: Kind; step: string; usual: Answer<MetricRow[]> } {
  const type: Kind = parameter('type') === 'path' ? 'path' : 'event';
  const chosen = parameter('step');
  // A question for each type: the answer of before stands in for the next one of its own type only.
  const most = (each: Kind) => (chosen || each !== type ? undefined : ask('metrics', { type: each, limit: 1 }));
  const [event, path] = [useAnswer<MetricRow[]>(most('event')), useAnswer<MetricRow[]>(most('path'))];
  const usual = type === 'event' ? event : path;
  return { type, step: chosen || usual.data?.[0]?.x || '', usual };
}

export function Settings({ type, step }: { type: Kind; step: string }) {
  return (
    <div class="settings-row">
      <Select label={t('type')} value={type} onChange={(name) => go(withChanges({ type: name === 'event' ? null : name, step: null }))}>
        <option value="event">{t('field.event')}</option><option value="path">{t('field.path')}</option>
      </Select>
      <ValueInput key={type} field={type} label={t(`field.${type}`)} value={step} isSettled onChange={(text) => go(withChanges({ step: text }))} />
      <Tabs name="model" chosen={model()} choices={[['first-click', t('attribution.first')], ['last-click', t('attribution.last')]]} />
    </div>
  );
}
