// Where a recording is played: rrweb's player in a frame without scripts, shrunk to the room that there is.
import { Replayer } from 'rrweb';
import { type RecordedEvent, withoutHints } from './recording.ts';

// Strangers made these pages: nothing of them is loaded, from wherever. Else a visitor could send a recording that tells
// another host who watches it. Styles and small pictures that are within the recording are shown.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";
// What is left out is seen as grey boxes.
const INSTEAD = 'img, video, iframe, object { background: rgb(128 128 128 / 20%); }';

const silence = () => undefined;

/** A player of the events in an element, paused at the first. Errors: whatever rrweb throws at what is no recording. */
export function stage(root: HTMLElement, events: readonly RecordedEvent[]): Replayer {
  withoutHints(events);
  const player = new Replayer(events as unknown as ConstructorParameters<typeof Replayer>[0], {
    root, triggerFocus: false, mouseTail: false, showWarning: false, insertStyleRules: [INSTEAD], logger: { log: silence, warn: silence },
  });
  const { contentDocument } = player.iframe;
  const policy = contentDocument!.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = POLICY;
  // It holds for the document however often pages are written into it (HTML: document.open() keeps the policies).
  contentDocument!.head.append(policy);
  return player;
}

/** Keeps the recorded window as large as the room allows, never larger than it was. Gives what ends that. */
export function fit(room: HTMLElement, player: Replayer): () => void {
  const shrink = () => {
    const [width, height] = [Number(player.iframe.width), Number(player.iframe.height)];
    if (!width || !height) return;
    const scale = Math.min(1, room.clientWidth / width, room.clientHeight / height);
    Object.assign(player.wrapper.style, {
      width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`,
      left: `${(room.clientWidth - width * scale) / 2}px`, top: `${(room.clientHeight - height * scale) / 2}px`,
    });
  };
  player.on('resize', shrink);
  const watcher = new ResizeObserver(shrink);
  watcher.observe(room);
  return () => watcher.disconnect();
}
