// What a part of a board shows, and of whom.
import { useSignal } from '@preact/signals';
import { Choice, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { t } from '../lib/words.ts';
import { LISTS, listWord } from '../panels/lists.ts';
import { kindName } from './entity.ts';
import { Chosen } from './form.tsx';
import { KINDS, LIMITS, PART_TYPES, entityOf, entityOfBoard, type Board, type Kind, type Part } from './model.ts';
import { partName } from './part.tsx';

interface Props {
  board: Board;
  part: Part | undefined;
  save: (part: Part) => void;
}

export function PartForm({ board, part, save }: Props) {
  const own = entityOfBoard(board);
  const entity = part && entityOf(board, part);
  const [type, title, description] = [useSignal(part?.type ?? 'WebsiteMetricsBar'), useSignal(part?.title ?? ''), useSignal(part?.description ?? '')];
  const [kind, id] = [useSignal<string>(entity?.kind ?? 'website'), useSignal(entity?.id ?? '')];
  const [list, limit, text] = [useSignal(String(part?.props?.['type'] ?? 'path')), useSignal(String(part?.props?.['limit'] ?? 10)), useSignal(String(part?.props?.['text'] ?? ''))];
  const isText = type.value === 'TextBlock';
  const isTable = type.value === 'MetricsTable';
  // Links and pixels have no events of their own.
  const kinds = type.value === 'EventsChart' ? KINDS.slice(0, 1) : KINDS;
  const chosen = kinds.includes(kind.value as Kind) ? (kind.value as Kind) : 'website';

  const made = (): Part => {
    const { entityType: _, entityId: __, websiteId: ___, title: ____, description: _____, ...rest } = part ?? { type: '' };
    const named = own || isText || !id.value ? {} : { entityType: chosen, entityId: id.value, ...(chosen === 'website' && { websiteId: id.value }) };
    return {
      ...rest, type: type.value, ...named, ...(title.value && { title: title.value }), ...(description.value && { description: description.value }),
      props: { ...part?.props, ...(isTable && { type: list.value, limit: Number(limit.value) }), ...(isText && { text: text.value }) },
    };
  };
  return (
    <Form label={t('apply')} isOff={!own && !isText && !id.value} save={async () => save(made())}>
      <Choice label={t('type')} of={type} choices={PART_TYPES.map((each) => [each, each === 'MetricsTable' ? t('board.table') : partName({ type: each })])} />
      {!own && !isText && (
        <div class="row">
          {kinds.length > 1 && <Choice label={t('show')} of={kind} choices={kinds.map((each) => [each, kindName(each)])} />}
          <Chosen key={chosen} kind={chosen} of={id} />
        </div>
      )}
      {isTable && (
        <div class="row">
          <Choice label={t('board.table')} of={list} choices={LISTS.map((each) => [each, t(listWord(each))])} />
          <Choice label={t('board.rows')} of={limit} choices={LIMITS.map((each) => [String(each), String(each)])} />
        </div>
      )}
      {isText && (
        <label>{t('board.text')}
          <textarea rows={6} value={text.value} placeholder={t('board.text-hint')} onInput={(event) => (text.value = event.currentTarget.value)} />
        </label>
      )}
      <Text label={t('field.title')} of={title} maxLength={200} />
      <Text label={t('description')} of={description} maxLength={500} />
    </Form>
  );
}
