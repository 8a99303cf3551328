// A button that copies a text, and says so.
import { useSignal } from '@preact/signals';
import { t } from './words.ts';

/** Browsers give their clipboard to https only; where there is none, a marked text is copied as by hand. */
async function copy(text: string, button: HTMLElement): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  button.after(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  button.focus();
}

interface Props {
  text: string;
  kind?: string;
  /** What is copied, for those who listen: a page may have several of these buttons. */
  about?: string;
  isOff?: boolean;
}

export function Copy({ text, kind = '', about, isOff = false }: Props) {
  const copied = useSignal('');
  return (
    <button type="button" class={`button ${kind}`} disabled={isOff} onClick={(event) => void copy(text, event.currentTarget).then(() => (copied.value = text))}>
      {t(copied.value === text && text ? 'copied' : 'copy')}{about && <span class="unseen"> {about}</span>}
    </button>
  );
}
