// Visitors by country as shades of one colour. The list of countries says the same: here a keyboard stops once, and its
// arrows walk the countries that have visitors. The map is not mirrored where text is: the earth turns the same way.
import { type Signal, useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import world from 'dashi:world';
import { query } from './address.ts';
import { isChosen } from './filters.ts';
import { FilterLink, filtering } from './filter-link.tsx';
import { exact, nameOf, percent, short } from './format.ts';
import { Icon } from './icons.tsx';
import { type MapProps } from './map.tsx';
import { filters } from './question.ts';
import { shadeOf, stepsOf } from './steps.ts';
import { useView } from './view.ts';
import { t } from './words.ts';
import { WHOLE } from './zoom.ts';

const wantedOf = (code: string) => ({ field: 'country', value: code }) as const;
const nameOfCountry = (code: string) => nameOf('country', code);

/** The country that is told of, and where its tip stands in a box so wide, in pixels. */
interface Told {
  code: string;
  x: number;
  y: number;
  width: number;
  /** By a finger: the tip holds the link then. */
  isTouched: boolean;
}

export default function DrawnMap({ rows, total, title, canFilter = true, to }: MapProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const told = useSignal<Told | undefined>(undefined);
  const stop = useSignal<string | undefined>(undefined);
  const pointerType = useRef('');
  const { view, zoom, show, onScreen, wasMoved, ...pointers } = useView(drawing, world);
  const counts = useMemo(() => new Map(rows.map(({ x, y }) => [x ?? '', y])), [rows]);
  const visited = useMemo(
    () => [...counts].filter(([code, count]) => count > 0 && world.places[code]).sort(([, one], [, other]) => other - one).map(([code]) => code),
    [counts],
  );
  const steps = stepsOf(visited.map((code) => counts.get(code)!));
  const elsewhere = [...counts].filter(([code, count]) => count > 0 && !world.places[code]);
  const first = stop.value !== undefined && visited.includes(stop.value) ? stop.value : visited[0];
  // Pointers move often; the countries change with the numbers and filters only.
  const countries = useMemo(
    () => <Countries {...{ counts, steps, total, canFilter, to, first }} />,
    [counts, total, canFilter, to, first, query.value],
  );

  const codeOf = (target: EventTarget | null) => (target as Element | null)?.closest<SVGElement>('[data-code]')?.dataset['code'];
  const tell = (code: string | undefined, x: number, y: number, isTouched = false) => {
    const { left, top, width } = drawing.current!.getBoundingClientRect();
    told.value = code === undefined ? undefined : { code, x: x - left, y: y - top, width, isTouched };
  };
  const middleOf = (country: Element) => {
    const { x, y, width, height } = (country as SVGGraphicsElement).getBBox();
    return [x + width / 2, y + height / 2] as const;
  };
  const walk = (code: string) => {
    const country = drawing.current!.querySelector<SVGElement>(`[data-code=${code}]`)!;
    show(...middleOf(country));
    stop.value = code;
    country.focus({ preventScroll: true });
  };
  const onKey = (event: KeyboardEvent) => {
    const at = visited.indexOf(codeOf(event.target) ?? '');
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: visited.length - 1 }[event.key];
    if (next !== undefined) walk(visited[Math.min(visited.length - 1, Math.max(0, next))]!);
    else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 2 : 0.5);
    else return;
    event.preventDefault();
    event.stopPropagation(); // Arrows also move the range elsewhere.
  };
  return (
    <figure class="map" aria-label={title}>
      <figcaption class="unseen">
        {visited[0] && t('map-summary', { count: exact(visited.length), name: nameOfCountry(visited[0]), value: exact(counts.get(visited[0])!) })}
      </figcaption>
      {/* Not on the drawing: one that listens for focus is a stop of Tab itself, says Chromium. */}
      <div class="map-area" onFocusOut={() => !told.value?.isTouched && (told.value = undefined)}
        onFocusIn={(event) => {
          const country = (event.target as Element).closest('[data-code]');
          if (country && pointerType.current !== 'touch') tell(codeOf(country), ...onScreen(...middleOf(country)));
        }}>
        <svg ref={drawing} role="group" aria-label={title} class={view.value.scale > 1 ? 'is-zoomed' : ''}
          viewBox={`${view.value.x} ${view.value.y} ${world.width / view.value.scale} ${world.height / view.value.scale}`}
          {...pointers} onKeyDown={onKey}
          onPointerDown={(event) => {
            pointerType.current = event.pointerType;
            pointers.onPointerDown(event);
          }}
          onPointerMove={(event) => {
            pointers.onPointerMove(event);
            if (event.pointerType !== 'touch') tell(wasMoved() ? undefined : codeOf(event.target), event.clientX, event.clientY);
          }}
          onPointerLeave={() => !told.value?.isTouched && (told.value = undefined)}
          onClickCapture={(event) => {
            const isByKey = event.detail === 0;
            if (isByKey || (!wasMoved() && pointerType.current !== 'touch')) return;
            // A drag is no click; and a finger, which cannot hover, is shown first what it has hit.
            event.preventDefault();
            event.stopPropagation();
            if (!wasMoved()) tell(codeOf(event.target), event.clientX, event.clientY, true);
          }}>
          {countries}
          <Marks told={told} />
        </svg>
        <Tip {...{ told, counts, total, canFilter, to }} />
        <div class="map-zoom tools">
          <button type="button" class="button" aria-label={t('zoom-in')} title={t('zoom-in')} onClick={() => zoom(2)}><Icon name="plus" /></button>
          <button type="button" class="button" aria-label={t('zoom-out')} title={t('zoom-out')} disabled={view.value.scale === WHOLE.scale} onClick={() => zoom(0.5)}><Icon name="minus" /></button>
        </div>
      </div>
      <ul class="map-legend">
        {steps.map((from, index) => {
          const to = steps[index + 1] ? steps[index + 1]! - 1 : counts.get(visited[0]!)!;
          return <li key={from} dir="ltr"><i class={`shade-${shadeOf(from, steps)}`} />{short(from)}{to > from && `–${short(to)}`}</li>;
        })}
        {elsewhere.map(([code, count]) => <li key={code}>{code ? nameOfCountry(code) : t('none')} <span data-v={count}>{short(count)}</span></li>)}
      </ul>
    </figure>
  );
}

interface CountriesProps {
  counts: ReadonlyMap<string, number>;
  steps: readonly number[];
  total: number | undefined;
  canFilter: boolean;
  to: string | undefined;
  /** The one country that Tab stops at. */
  first: string | undefined;
}

const isDot = (place: string) => !place.startsWith('M');

/** A dot is a line of no length: its round ends have one size, however large the map is. */
const pathOf = (place: string) => (isDot(place) ? `M${place}h0` : place);

/** Dots last: a small country lies upon its neighbours. */
const PLACES = Object.entries(world.places).sort(([, one], [, other]) => Number(isDot(one)) - Number(isDot(other)));

function Countries({ counts, steps, total, canFilter, to, first }: CountriesProps) {
  const drawn = ([code, place]: (typeof PLACES)[number]) => {
    const count = counts.get(code) ?? 0;
    const share = total ? `, ${percent(Math.min(1, count / total))}` : '';
    const about = {
      'class': `${isDot(place) ? 'is-dot ' : ''}shade-${shadeOf(count, steps)}`, 'data-code': code, 'data-v': count,
      'tabindex': code === first ? 0 : -1, 'aria-label': `${nameOfCountry(code)}: ${exact(count)}${share}`, ...(!count && { 'aria-hidden': true }),
    } as const;
    const shape = isDot(place) ? <><path class="edge" d={pathOf(place)} /><path d={pathOf(place)} /></> : <path d={place} />;
    if (!canFilter) return <g key={code} role="img" {...about}>{shape}</g>;
    const { href, onClick, onContextMenu, 'aria-current': current } = filtering(wantedOf(code), undefined, to);
    return <a key={code} {...about} {...{ href, onClick, onContextMenu, 'aria-current': current }}>{shape}</a>;
  };
  // Those with visitors above, with the whole of their edges. Two groups, in which nothing moves: moving ends the focus.
  const [without, visited] = [PLACES.filter(([code]) => !counts.get(code)), PLACES.filter(([code]) => counts.get(code))];
  return <><g>{without.map(drawn)}</g><g>{visited.map(drawn)}</g></>;
}

/** The outlines of what is filtered by and of what is told of, above all countries. */
function Marks({ told }: { told: Signal<Told | undefined> }) {
  const chosen = PLACES.filter(([code]) => code === told.value?.code || isChosen(filters.value, wantedOf(code)));
  return <g class="marks">{chosen.map(([code, place]) => <path key={code} class={isDot(place) ? 'is-dot' : ''} d={pathOf(place)} />)}</g>;
}

interface TipProps {
  told: Signal<Told | undefined>;
  counts: ReadonlyMap<string, number>;
  total: number | undefined;
  canFilter: boolean;
  to: string | undefined;
}

const TIP_HEIGHT = 80;
const TIP_HALF = 80;

function Tip({ told, counts, total, canFilter, to }: TipProps) {
  if (!told.value) return null;
  const { code, x, y, width, isTouched } = told.value;
  const count = counts.get(code) ?? 0;
  const name = <strong>{nameOfCountry(code)}</strong>;
  return (
    <div class={`tip ${y < TIP_HEIGHT ? 'is-below' : ''} ${isTouched ? 'is-touched' : ''}`} aria-hidden={isTouched ? undefined : 'true'}
      style={{ left: `${Math.max(TIP_HALF, Math.min(x, width - TIP_HALF))}px`, top: `${y}px` }}>
      {isTouched && canFilter ? <FilterLink wanted={wantedOf(code)} to={to}><Icon name="filter" />{name}</FilterLink> : name}
      <span>{t('visitors')} <span data-v={count}>{exact(count)}</span>{total ? ` · ${percent(Math.min(1, count / total))}` : ''}</span>
    </div>
  );
}
