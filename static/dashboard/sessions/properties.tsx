// What the site has told about its visitors: the properties, and the values of one of them.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Panel } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { Choices, Values } from '../panels/values.tsx';
import { type PropertyTotal, type ValueTotal } from '../panels/visits.ts';

export function PropertiesOfSessions() {
  const answer = useAnswer<PropertyTotal[]>(ask('session-data/properties'));
  const chosen = answer.data?.find(({ propertyName }) => propertyName === parameter('property')) ?? answer.data?.[0];
  const values = useAnswer<ValueTotal[]>(chosen && ask('session-data/values', { propertyName: chosen.propertyName }));
  return (
    <div class="grid properties-grid">
      <Panel title={t('session.properties')} answer={answer} room={20} isEmpty={(rows) => !rows.length}>
        {(rows) => (
          <ul class="scrolls">
            <Choices choices={rows.map(({ propertyName: name, total }, index) => ({
              name, total, isChosen: name === chosen?.propertyName, href: base + withChanges({ property: index ? name : null }),
            }))} />
          </ul>
        )}
      </Panel>
      {chosen && <Values title={chosen.propertyName} answer={values} total={chosen.total} counted={t('page.sessions')} />}
    </div>
  );
}
