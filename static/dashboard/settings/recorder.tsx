// Whether visits are recorded, which of them, and what of them is hidden (spec 01b, section 2).
import { useSignal } from '@preact/signals';
import { renew } from '../lib/answers.ts';
import { call } from '../lib/api.ts';
import { Choice, Switch, Text } from '../lib/fields.tsx';
import { Form } from '../lib/form.tsx';
import { type ReplayConfig, type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { MINUTE } from '../lib/zones.ts';
import { Code, scriptTag } from '../panels/tracking-code.tsx';

/** What the recorder does unless told otherwise. */
const USUAL = { sampleRate: 0.15, maskLevel: 'moderate', maxDuration: 5 * MINUTE } as const;

export function Recorder({ website, mayEdit }: { website: Website; mayEdit: boolean }) {
  const stored = { ...USUAL, ...website.replayConfig };
  const isOn = useSignal(website.replayEnabled);
  const [percent, minutes] = [useSignal(String(round(stored.sampleRate * 100))), useSignal(String(round(stored.maxDuration / MINUTE)))];
  const [mask, block] = [useSignal<string>(stored.maskLevel), useSignal(stored.blockSelector ?? '')];
  const config = (): ReplayConfig => ({
    sampleRate: round(Number(percent.value) / 100),
    maskLevel: mask.value === 'strict' ? 'strict' : 'moderate',
    maxDuration: Math.max(1, Math.round(Number(minutes.value) * MINUTE)),
    ...(block.value.trim() ? { blockSelector: block.value.trim() } : {}),
  });
  const { sampleRate, maskLevel, maxDuration, blockSelector } = config() as Required<ReplayConfig>;
  const code = scriptTag('recorder.js', {
    'website-id': website.id, 'sample-rate': sampleRate, 'mask-level': maskLevel, 'max-duration': maxDuration,
    ...(blockSelector ? { 'block-selector': blockSelector } : {}),
  });
  const fields = (
    <>
      <Switch label={t('settings.record')} isOn={isOn.value} choose={(on) => (isOn.value = on)} isOff={!mayEdit} />
      {isOn.value && (
        <>
          <div class="pair">
            <Text label={t('settings.sample')} of={percent} type="number" min={0} max={100} step="any" required disabled={!mayEdit} />
            <Text label={t('settings.longest')} of={minutes} type="number" min={0.1} step="any" required disabled={!mayEdit} />
          </div>
          <Choice label={t('settings.mask')} of={mask} isOff={!mayEdit}
            choices={[['moderate', t('settings.mask.moderate')], ['strict', t('settings.mask.strict')]]} />
          <Text label={t('settings.block')} of={block} placeholder=".private, #account" disabled={!mayEdit} />
        </>
      )}
    </>
  );
  return (
    <section class="panel" aria-label={t('page.replays')}>
      <header class="panel-head"><h2>{t('page.replays')}</h2></header>
      {mayEdit ? (
        <Form save={async () => {
          await call('POST', `/websites/${website.id}`, { replayEnabled: isOn.value, replayConfig: isOn.value ? config() : website.replayConfig });
          renew(`/websites/${website.id}`);
        }}>{fields}</Form>
      ) : <div class="form">{fields}</div>}
      {isOn.value && (
        <>
          <p class="code-how">{t('settings.recorder-how')}</p>
          <Code code={code} about={t('page.replays')} />
        </>
      )}
    </section>
  );
}

/** Percents and minutes without the tail that binary fractions leave. */
const round = (value: number) => Number(value.toFixed(6));
