// Plays a recording: what is seen, and below it the time, the speed, and the pages that were visited. Our own controls
// around rrweb's player: rrweb-player's cannot be reached by keys, and bring another framework along.
import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { type Replayer } from 'rrweb';
import { Switch } from '../lib/fields.tsx';
import { Icon } from '../lib/icons.tsx';
import { t } from '../lib/words.ts';
import { clockOf, pagesOf, playable } from './recording.ts';
import { fit, stage } from './stage.ts';

const SPEEDS = [1, 2, 4, 8];
const STEP_MS = 5_000;
const TOLD_MS = 200;

export function Player({ events }: { events: readonly unknown[] }) {
  const played = useMemo(() => playable(events), [events]);
  const room = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const player = useRef<Replayer | undefined>(undefined);
  const [at, isPlaying, isBroken] = [useSignal(0), useSignal(false), useSignal(!played.length)];
  const [speed, isSkipping] = [useSignal(SPEEDS[0]!), useSignal(false)];
  const total = played.length ? played.at(-1)!.timestamp - played[0]!.timestamp : 0;

  const show = (time: number, plays: boolean) => {
    at.value = Math.min(total, Math.max(0, time));
    isPlaying.value = plays;
    if (plays) player.current?.play(at.value);
    else player.current?.pause(at.value);
  };
  const toggle = () => show(at.value < total ? at.value : 0, !isPlaying.value);

  useEffect(() => {
    if (isBroken.value) return undefined;
    try {
      player.current = stage(room.current!, played);
    } catch {
      isBroken.value = true; // A visitor's browser may send anything.
      return undefined;
    }
    const current = player.current;
    current.on('finish', () => {
      isPlaying.value = false;
      at.value = total;
    });
    const letGo = fit(room.current!, current);
    show(0, true);
    button.current?.focus(); // The one that was pressed is gone.
    return () => {
      letGo();
      current.destroy();
    };
  }, [played]);
  useEffect(() => {
    if (!isPlaying.value) return undefined;
    const timer = setInterval(() => (at.value = Math.min(total, Math.max(0, player.current!.getCurrentTime()))), TOLD_MS);
    return () => clearInterval(timer);
  }, [isPlaying.value]);

  if (isBroken.value) return <p class="state">{t('session.nothing')}</p>;
  return (
    <div class="player" onKeyDown={(event) => {
      const way = { ArrowLeft: -STEP_MS, ArrowRight: STEP_MS }[event.key];
      const { tagName } = event.target as HTMLElement;
      if (way && tagName !== 'SELECT') show(at.value + way, isPlaying.value);
      else if (event.key === ' ' && tagName !== 'BUTTON' && tagName !== 'SELECT' && (event.target as HTMLInputElement).type !== 'checkbox') toggle();
      else return;
      event.preventDefault();
    }}>
      {/* The page of then is a picture: nothing in it can be reached or pressed. */}
      <div class="stage" role="img" aria-label={t('replay.title')} onClick={toggle}><div ref={room} inert /></div>
      <div class="controls">
        <button ref={button} type="button" class="button main" onClick={toggle}>
          <Icon name={isPlaying.value ? 'pause' : 'play'} />{t(isPlaying.value ? 'live.pause' : 'replay.play')}
        </button>
        <Time at={at} total={total} seek={(time) => show(time, isPlaying.value)} />
        <label class="select">
          <span class="unseen">{t('replay.speed')}</span>
          <select value={speed.value} onChange={(event) => {
            speed.value = Number(event.currentTarget.value);
            player.current?.setConfig({ speed: speed.value });
          }}>
            {SPEEDS.map((each) => <option key={each} value={each}>{each}×</option>)}
          </select>
        </label>
        <Switch label={t('replay.skip')} isOn={isSkipping.value} choose={(isOn) => {
          isSkipping.value = isOn;
          player.current?.setConfig({ skipInactive: isOn });
        }} />
      </div>
      <ol class="visited" aria-label={t('pages')}>
        {pagesOf(played).map(({ path, at: moment }) => (
          <li key={moment}><button type="button" class="button plain" onClick={() => show(moment, isPlaying.value)}><span class="note">{clockOf(moment)}</span><span dir="auto">{path}</span></button></li>
        ))}
      </ol>
      <p class="note">{t('replay.not-loaded')}</p>
    </div>
  );
}

/** Where it is, and a way to another moment. */
function Time({ at, total, seek }: { at: Signal<number>; total: number; seek: (time: number) => void }) {
  const text = `${clockOf(at.value)} / ${clockOf(total)}`;
  return (
    <>
      <input type="range" min={0} max={total} step={100} value={at.value} aria-label={t('time')} aria-valuetext={text}
        onInput={(event) => seek(Number(event.currentTarget.value))} />
      <span class="clock" dir="ltr">{text}</span>
    </>
  );
}
