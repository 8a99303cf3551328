// A button that saves what is shown as a file.
import { Icon } from './icons.tsx';

interface Props {
  save: () => void;
  name?: string;
  kind?: string;
  isOff?: boolean;
}

export function FileButton({ save, name = 'CSV', kind = 'plain', isOff = false }: Props) {
  return <button type="button" class={`button ${kind}`} disabled={isOff} onClick={save}><Icon name="file" />{name}</button>;
}
