// What went wrong in a cell of a table, where a sentence has no room: a button that asks again and says why.
import { type ApiError } from './api.ts';
import { reasonOf } from './task.ts';
import { t } from './words.ts';

export function Again({ error, retry }: { error: ApiError; retry: () => void }) {
  const text = `${reasonOf(error)} ${t('retry')}`;
  return <span role="alert"><button type="button" class="button plain" title={text} aria-label={text} onClick={retry}>↻</button></span>;
}
