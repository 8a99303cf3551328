// What a board is called and about: for a new one, and for one that is changed.
import { useSignal, type Signal } from '@preact/signals';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { t } from '../lib/words.ts';
import { MOST_OFFERED, kindName, useEntity, useOffered } from './entity.ts';
import { KINDS, entityOfBoard, isKind, type Board, type Kind, type Parameters } from './model.ts';

const MIXED = 'mixed';

export type Fields = Pick<Board, 'name' | 'description' | 'type' | 'parameters'>;

export function Edit({ of, save }: { of?: Board; save: (fields: Fields) => Promise<void> }) {
  const [name, description] = [useSignal(of?.name ?? ''), useSignal(of?.description ?? '')];
  const [type, id] = [useSignal(of && isKind(of.type) ? of.type : MIXED), useSignal((of && entityOfBoard(of)?.id) ?? '')];
  const isMixed = type.value === MIXED;
  const fields = (): Fields => {
    const parameters: Parameters = { ...of?.parameters };
    for (const kind of KINDS) delete parameters[`${kind}Id`];
    if (!isMixed) parameters[`${type.value as Kind}Id`] = id.value;
    return { name: name.value, description: description.value, type: type.value, parameters };
  };
  return (
    <Form label={t(of ? 'save' : 'create')} isOff={!isMixed && !id.value} save={() => save(fields())}>
      <Text label={t('name')} of={name} autofocus required maxLength={100} />
      <Text label={t('description')} of={description} maxLength={500} />
      <Choice label={t('type')} of={type} choices={[[MIXED, t('board.mixed')], ...KINDS.map((kind) => [kind, kindName(kind)] as const)]} />
      {!isMixed && <Chosen key={type.value} kind={type.value as Kind} of={id} />}
    </Form>
  );
}

/** Which website, link or pixel; where there are more than the list holds, the right ones are searched for. */
export function Chosen({ kind, of }: { kind: Kind; of: Signal<string> }) {
  const search = useSignal('');
  const { all, count } = useOffered(kind, search.value);
  const known = useEntity(of.value ? { kind, id: of.value } : undefined);
  const offered = known && !all.some(({ id }) => id === known.id) ? [known, ...all] : all;
  return (
    <>
      {(count > MOST_OFFERED || search.value) && <Text label={t('search')} of={search} type="search" />}
      <Choice label={kindName(kind)} of={of} choices={[['', '–'], ...offered.map(({ id, name }) => [id, name] as const)]} />
    </>
  );
}
