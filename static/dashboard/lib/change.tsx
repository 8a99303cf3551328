// How much a number has changed: an arrow, a sign, and a colour for good or bad.
import { signedPercent } from './format.ts';
import { t } from './words.ts';

interface Props {
  now: number;
  before: number;
  /** Whether less is better, as for bounces. */
  isLessBetter?: boolean;
  /** What to say instead of a share, where the numbers are shares already. */
  text?: string;
}

export function Change({ now, before, isLessBetter = false, text }: Props) {
  if (before === 0 && now === 0) return <span class="change">–</span>;
  if (before === 0) return <span class="change" title={t('change-new-hint')}>{t('change-new')}</span>;
  // What would be shown as 0% is no change, whatever its sign.
  const isSame = text === undefined ? Math.abs(now - before) / before < 0.005 : !/[+−]/.test(text);
  const change = isSame ? 0 : now - before;
  const kind = change === 0 ? '' : change > 0 === isLessBetter ? 'bad' : 'good';
  return (
    <span class={`change ${kind}`}>
      {change === 0 ? '' : change > 0 ? '▲ ' : '▼ '}{text ?? signedPercent(change / before)}
    </span>
  );
}
