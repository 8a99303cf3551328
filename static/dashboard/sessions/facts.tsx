// What is known of a visitor. What the API can filter by is a link.
import { type ComponentChildren } from 'preact';
import { type Field } from '../lib/filters.ts';
import { moment } from '../lib/format.ts';
import { zone } from '../lib/question.ts';
import { t, type Word } from '../lib/words.ts';
import { FilterValue } from '../panels/step.tsx';
import { type OneSession } from '../panels/visits.ts';

const OF_VISITOR = ['distinctId', 'browser', 'os', 'device', 'language', 'country', 'region', 'city'] as const;

export function Facts({ session, to }: { session: OneSession; to: string | undefined }) {
  const linked = (field: (typeof OF_VISITOR)[number] & Field) => {
    const value = session[field];
    return value && <FilterValue field={field} value={value} country={field === 'city' ? null : session.country} to={to} />;
  };
  const time = (text: string) => <time dateTime={text}>{moment(Date.parse(text), zone.value)}</time>;
  return (
    <dl class="facts of-visitor">
      <Fact name="session.first">{time(session.firstAt)}</Fact>
      <Fact name="session.last">{time(session.lastAt)}</Fact>
      {OF_VISITOR.map((field) => <Fact key={field} name={`field.${field}` as Word}>{linked(field)}</Fact>)}
      <Fact name="list.screen">{session.screen}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: Word; children: ComponentChildren }) {
  return <div><dt>{t(name)}</dt><dd>{children || t('none')}</dd></div>;
}
