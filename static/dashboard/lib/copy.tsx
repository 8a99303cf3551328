// A button that copies a text, and says so.
import { useSignal } from '@preact/signals';
import { t } from './words.ts';

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
    <button type="button" class={`button ${kind}`} disabled={isOff} onClick={() => void navigator.clipboard.writeText(text).then(() => (copied.value = text))}>
      {t(copied.value === text && text ? 'copied' : 'copy')}{about && <span class="unseen"> {about}</span>}
    </button>
  );
}
