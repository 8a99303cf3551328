// The map of the world. What draws it weighs more than a page, so it is loaded when somebody comes to see it.
import { signal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failed, useReached } from './panel.tsx';

export interface MapProps {
  /** Visitors by country, in ISO's codes of two letters, in any order; other codes are told below the map. */
  rows: readonly { x: string | null; y: number }[];
  /** What shares are of; unknown, none is shown. */
  total: number | undefined;
  /** What the map shows, for those who do not see it. */
  title: string;
  /** Whether a country is a link that filters the page, as the rows of lists do; where pages have no filters it is none. */
  canFilter?: boolean;
  /** The page that is to be filtered, where it is not this one: the overview's path, from Live. */
  to?: string;
}

const drawn = signal<ComponentType<MapProps> | undefined>(undefined);
const isFailed = signal(false);

async function load(): Promise<void> {
  isFailed.value = false;
  try {
    drawn.value = (await import('./map-drawn.tsx')).default;
  } catch {
    isFailed.value = true;
  }
}

export function WorldMap(props: MapProps) {
  const [element, isReached] = useReached();
  useEffect(() => {
    if (isReached.value && !drawn.value) void load();
  }, [isReached.value]);
  const Drawn = drawn.value;
  return (
    <div ref={element} class="map-place" aria-busy={isReached.value && !Drawn && !isFailed.value}>
      {Drawn ? <Drawn {...props} /> : isFailed.value ? <Failed retry={() => void load()} /> : null}
    </div>
  );
}
