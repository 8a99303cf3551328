// A dialog above the page, named in the address: `Back` and Esc close it, a link to it opens it.
import { type ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { Menu } from './menu.tsx';
import { t } from './words.ts';

interface Props {
  title: string;
  onClose: () => void;
  tools?: ComponentChildren;
  kind?: string;
  children: ComponentChildren;
}

export function Sheet({ title, onClose, tools, kind = '', children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.isConnected && before.focus();
  }, []);
  return (
    <dialog ref={dialog} class={`sheet ${kind}`} aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose} // A browser lets a page refuse to close once only.
      onClick={(event) => event.target === dialog.current && onClose()}>
      <div class="sheet-inside">
        <header class="sheet-head">
          <h2 tabIndex={-1} autofocus>{title}</h2>
          <div class="tools">{tools}
            <button type="button" class="button plain" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="close" /></button>
          </div>
        </header>
        {children}
      </div>
      <Menu isOfSheet />
    </dialog>
  );
}
