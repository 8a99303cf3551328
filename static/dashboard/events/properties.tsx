// What events have told: each event's properties, and the values of the one that is chosen.
import { base, parameter, withChanges } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Panel } from '../lib/panel.tsx';
import { ask } from '../lib/question.ts';
import { t } from '../lib/words.ts';
import { escaped } from '../lib/filters.ts';
import { Choices, Values } from '../panels/values.tsx';
import { type PropertyTotal, type ValueTotal } from '../panels/visits.ts';

const nameOf = ({ eventName }: PropertyTotal) => eventName ?? '';

/** The filter by one event's name, whatever is in it: an equality would be taken apart at commas. */
const only = (name: string) => (name.includes(',') ? `re.^${escaped(name)}$` : `eq.${name}`);

export function PropertiesOfEvents() {
  const answer = useAnswer<PropertyTotal[]>(ask('event-data/properties'));
  const rows = answer.data ?? [];
  const [name, property] = [parameter('name'), parameter('property')];
  const chosen = rows.find((row) => row.propertyName === property && nameOf(row) === name) ?? rows.find((row) => name && nameOf(row) === name) ?? rows[0];
  // A number makes it one filter more: those of the address and of its segment stay.
  const values = useAnswer<ValueTotal[]>(chosen && ask('event-data/values', { propertyName: chosen.propertyName, event99: only(nameOf(chosen)) }));
  const events = [...new Set(rows.map(nameOf))];
  return (
    <div class="grid properties-grid">
      <Panel title={t('session.properties')} answer={answer} room={20} isEmpty={(found) => !found.length}>
        {() => (
          <ul class="scrolls">
            {events.map((event) => (
              <Choices key={event} heading={<h3 dir="auto">{event || t('none')}</h3>} choices={rows.filter((row) => nameOf(row) === event).map((row) => ({
                name: row.propertyName, total: row.total, isChosen: row === chosen,
                href: base + withChanges(row === rows[0] ? { name: null, property: null } : { name: event, property: row.propertyName }),
              }))} />
            ))}
          </ul>
        )}
      </Panel>
      {chosen && <Values title={`${nameOf(chosen)}: ${chosen.propertyName}`} answer={values} total={chosen.total} counted={t('count')} />}
    </div>
  );
}
