// A button with a picture, as they stand above rows and parts of a board.
import { Icon } from '../lib/icons.tsx';

interface Props {
  label: string;
  icon: 'up' | 'down' | 'left' | 'right' | 'plus' | 'close';
  isOff?: boolean;
  run: () => void;
}

export function RowButton({ label, icon, isOff = false, run }: Props) {
  return <button type="button" class="button plain" aria-label={label} title={label} disabled={isOff} onClick={run}><Icon name={icon} /></button>;
}
