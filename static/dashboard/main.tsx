// Starts the page: its words, the module of the address's page, and what all pages share.
import { effect, signal, untracked } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import './common.ts';
import './styles/all.css';
import { followLinks, path, place, query } from './lib/address.ts';
import { refresh } from './lib/answers.ts';
import { Frame } from './lib/frame.tsx';
import { listenToKeys } from './lib/keys.ts';
import { Failed } from './lib/panel.tsx';
import { loadWords } from './lib/words.ts';

type Module = { default: ComponentType };

/** The page that is shown: the last one until the module of the next has come. */
const shown = signal<{ page: string; Page: ComponentType } | undefined>(undefined);
const failed = signal(false);

async function load(page: string): Promise<void> {
  try {
    const { default: Page } = (await import(`./${page}/page.tsx`)) as Module;
    if (place.peek().page !== page) return; // Somebody has gone on meanwhile.
    shown.value = { page, Page };
    failed.value = false;
  } catch {
    failed.value = true; // The server is away, or has newer files under other names.
  }
}

function App() {
  if (failed.value) return <main class="alone"><Failed retry={() => location.reload()} /></main>;
  if (!shown.value) return null;
  const { page, Page } = shown.value;
  return <Frame page={page}><Page key={page} /></Frame>;
}

void loadWords().then(() => render(<App />, document.getElementById('app')!));
effect(() => void load(place.value.page));
effect(() => {
  void query.value;
  void path.value;
  untracked(refresh); // Each step asks what is now, too: whoever is sent the address then sees the same.
});
followLinks();
listenToKeys();
