// Which keys there are, told above the page.
import { isShared } from './address.ts';
import { isHelpOpen } from './keys.ts';
import { Sheet } from './sheet.tsx';
import { t, type Word } from './words.ts';

const HELP: readonly (readonly [keys: string, word: Word])[] = [
  ['D', 'range.today'], ['E', 'range.yesterday'], ['W', 'range.last-7-days'], ['T', 'range.last-30-days'], ['M', 'range.this-month'],
  ['N', 'range.last-90-days'], ['Y', 'range.this-year'], ['A', 'range.all-time'], ['C', 'key.custom'], ['← →', 'key.shift'],
  ['X', 'page.compare'], ['/', 'filter'], ['Esc', 'key.escape'], ['Ctrl K', 'key.sites'], ['?', 'key.help'],
];

export function KeyHelp() {
  return (
    <Sheet title={t('keys')} kind="small" onClose={() => (isHelpOpen.value = false)}>
      <dl class="key-help">
        {HELP.filter(([, word]) => !isShared.value || word !== 'key.sites').map(([keys, word]) => <div key={keys}><dt><kbd dir="ltr">{keys}</kbd></dt><dd>{t(word)}</dd></div>)}
      </dl>
      <p class="note">{t('keys-rows')}</p>
    </Sheet>
  );
}
