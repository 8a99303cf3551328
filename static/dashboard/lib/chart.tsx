// Bars over time, drawn by us: views, the visitors among them, and the period before as a dashed line. The same numbers
// stand in a table, and arrow keys walk the bars and say them.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { base, go, withChanges } from './address.ts';
import { saveFile } from './csv.ts';
import { FileButton } from './file-button.tsx';
import { axisName, bucketName, exact, short } from './format.ts';
import { Icon } from './icons.tsx';
import { zone } from './question.ts';
import { floors, isPart, sums, type Part } from './stack.ts';
import { shownNames, ticks } from './ticks.ts';
import { t } from './words.ts';
import { instantOf, next, wallOfLabel, type Unit } from './zones.ts';

export interface Series {
  name: string;
  /** How it is drawn: wide pale bars, narrow dark ones before them, a line, or bars that stand on those before them. */
  kind: 'views' | 'visitors' | 'before' | Part;
  /** A number a bucket, in the order of the names; null where there was nothing to measure. A line may end before them. */
  values: readonly (number | null)[];
}

interface Props {
  /** The buckets as the API names them. */
  names: readonly string[];
  unit: Unit;
  series: readonly Series[];
  /** Whether a bar leads to its own hour, day or month. */
  canZoom?: boolean;
  title: string;
  /** What the parts are together, where there are any: `Events`. */
  whole?: string;
  /** How numbers are written that are no counts, and the least that they differ by. */
  text?: (value: number) => string;
  least?: number;
  /** How the numbers beside the chart are written, where there is no room for all of `text`. */
  axis?: (value: number) => string;
  /** The chart in one line, where its sum means nothing. */
  inWords?: string;
  /** Values worth a line across; there is always room for the first. */
  limits?: readonly { kind: string; name: string; value: number }[];
}

const HEIGHT = 248;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 8, 12, 26];
const PAPER = 640; // As wide as the narrowest paper with wide margins.

/** The address of the time between two buckets, both inclusive. */
function zoomTo(names: readonly string[], unit: Unit, from: number, to: number): string {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  const start = instantOf(wallOfLabel(names[first]!), zone.value);
  const end = instantOf(next(wallOfLabel(names[last]!), unit), zone.value) - 1;
  return withChanges({ date: `range:${start}:${end}`, offset: null, unit: null });
}

/** The chart in one line: its highest and lowest bucket and the sum, for those who do not see it. */
function summary(names: readonly string[], unit: Unit, { name, values: numbers }: Pick<Series, 'name' | 'values'>, text = exact): string {
  const values = numbers.map((value) => value ?? 0);
  const [top, low] = [Math.max(...values), Math.min(...values)];
  return t('chart-summary', {
    name, top: text(top), when: bucketName(names[values.indexOf(top)]!, unit), low: text(low),
    total: text(values.reduce((sum, value) => sum + value, 0)),
  });
}

/** The room that a chart needs with its legend, in rem: on a desk and on a phone. */
export const CHART_ROOM = [20.3, 22.5] as const;

export function Chart({ names, unit, series, canZoom = true, title, whole, text, least = 1, axis = text ?? short, inWords, limits = [] }: Props) {
  const figure = useRef<HTMLElement>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const width = useSignal(0);
  const at = useSignal<number | undefined>(undefined);
  const from = useSignal<number | undefined>(undefined);
  const isTable = useSignal(false);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => (width.value = Math.round(entry!.contentRect.width)));
    const measure = () => {
      watcher.disconnect(); // What is observed already is not told anew.
      watcher.observe(figure.current!);
    };
    // Browsers print at once, so that nothing could tell how wide the paper is.
    const fit = ({ isTrusted }: Event) => isTrusted && (width.value = PAPER);
    measure();
    addEventListener('beforeprint', fit);
    addEventListener('afterprint', measure);
    return () => {
      watcher.disconnect();
      removeEventListener('beforeprint', fit);
      removeEventListener('afterprint', measure);
    };
  }, []);

  const below = floors(series, names.length);
  const total = whole ? { name: whole, values: sums(series, names.length) } : undefined;
  const main = total ?? series[0];
  const said = saying(text);
  const highest = [...series, ...(total ? [total] : [])].flatMap((each) => each.values).reduce<number>((most, value) => Math.max(most, value ?? 0), limits[0]?.value ?? least);
  const steps = ticks(highest, 4, least);
  const top = steps.at(-1)!;
  const inner = Math.max(0, width.value - LEFT - RIGHT);
  const slot = inner / Math.max(1, names.length);
  const isMirrored = document.documentElement.dir === 'rtl';
  const x = (index: number) => (isMirrored ? width.value - LEFT - (index + 1) * slot : LEFT + index * slot);
  const y = (value: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const isLong = unit === 'hour' && names.length > 48;
  const indexAt = (clientX: number) => {
    const distance = clientX - drawing.current!.getBoundingClientRect().left;
    const index = Math.floor((isMirrored ? width.value - LEFT - distance : distance - LEFT) / slot);
    return Math.min(names.length - 1, Math.max(0, index));
  };
  const open = (first: number, last: number, isNew: boolean) => {
    const target = zoomTo(names, unit, first, last);
    if (isNew) window.open(base + target, '_blank', 'noopener');
    else go(target);
  };
  const told = at.value === undefined || at.value >= names.length ? undefined
    : [bucketName(names[at.value]!, unit), ...[...(total ? [total] : []), ...series.filter(({ kind, values }) => !isPart(kind) || values[at.value!])]
      .filter(({ values }) => at.value! < values.length).map((each) => `${each.name} ${said(each.values[at.value!])}`)];

  const onKey = (event: KeyboardEvent) => {
    const last = names.length - 1;
    const forward = isMirrored ? -1 : 1;
    const place: Record<string, number> = { ArrowRight: (at.value ?? -1) + forward, ArrowLeft: (at.value ?? last + 1) - forward, Home: 0, End: last };
    const index = place[event.key];
    if (index !== undefined) at.value = Math.min(last, Math.max(0, index));
    else if (event.key === 'Enter' && at.value !== undefined && canZoom) open(at.value, at.value, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
    event.stopPropagation(); // Arrows also move the range elsewhere.
  };

  const bars = series.filter(({ kind }) => kind !== 'before');
  const lines = series.filter(({ kind }) => kind === 'before');
  const path = (values: Series['values']) => values
    .map((value, index) => `${index ? 'L' : 'M'}${(x(index) + slot / 2).toFixed(1)} ${y(value ?? 0).toFixed(1)}`).join('');
  const gap = Math.min(6, slot * 0.18);

  return (
    <figure class="chart" ref={figure} aria-label={title}>
      <div class="chart-head">
        <ul class="legend" aria-hidden="true">
          {series.map(({ name, kind }) => <li key={kind} class={kind} dir="auto">{name}</li>)}
          {limits.map(({ name, kind }) => <li key={kind} class={`limit ${kind}`}>{name}</li>)}
        </ul>
        <div class="tools">
          <button type="button" class="button plain" aria-pressed={isTable.value} onClick={() => (isTable.value = !isTable.peek())}>
            <Icon name={isTable.value ? 'bars' : 'table'} />{t(isTable.value ? 'as-chart' : 'as-table')}
          </button>
          {!isTable.value && (
            <FileButton name="PNG" save={() => void savePicture(drawing.current!, title)} />
          )}
        </div>
      </div>
      {isTable.value ? <AsTable {...{ names, unit, canZoom, said }} series={total ? [{ ...total, kind: 'part-whole' }, ...series] : series} /> : (
        <div class="chart-area">
          <svg ref={drawing} width={width.value} height={HEIGHT} role="img" tabIndex={0}
            aria-label={inWords ?? (main && names.length ? summary(names, unit, main, text) : title)}
            class={canZoom ? 'can-zoom' : ''} onKeyDown={onKey} onBlur={() => (at.value = undefined)}
            onPointerLeave={() => (at.value = from.value = undefined)}
            onPointerMove={(event) => (at.value = indexAt(event.clientX))}
            onPointerDown={(event) => {
              if (!event.button && canZoom) from.value = at.value = indexAt(event.clientX);
            }}
            onPointerUp={(event) => {
              const first = from.value;
              from.value = undefined;
              if (first !== undefined) open(first, indexAt(event.clientX), event.ctrlKey || event.metaKey);
            }}>
            {steps.map((step) => (
              <g key={step} class="tick">
                <line x1={isMirrored ? RIGHT : LEFT} x2={isMirrored ? width.value - LEFT : width.value - RIGHT} y1={y(step)} y2={y(step)} />
                <text x={isMirrored ? width.value - LEFT + 8 : LEFT - 8} y={y(step) + 4} text-anchor={isMirrored ? 'start' : 'end'}>{axis(step)}</text>
              </g>
            ))}
            {at.value !== undefined && <rect class="here" x={x(at.value)} y={TOP} width={slot} height={HEIGHT - TOP - BOTTOM} />}
            {from.value !== undefined && at.value !== undefined && (
              <rect class="chosen" x={Math.min(x(from.value), x(at.value))} y={TOP}
                width={slot * (Math.abs(from.value - at.value) + 1)} height={HEIGHT - TOP - BOTTOM} />
            )}
            {bars.map(({ kind, values }) => (
              <g key={kind} class={kind}>
                {names.map((name, index) => {
                  const value = values[index] ?? 0;
                  const floor = below.get(kind)?.[index] ?? 0;
                  const inset = kind === 'visitors' && bars.length > 1 ? gap + slot * 0.12 : gap;
                  return value > 0 && (
                    <rect key={name} x={x(index) + inset} y={y(floor + value)} width={Math.max(0.6, slot - 2 * inset)}
                      height={Math.max(1, y(floor) - y(floor + value))} rx={isPart(kind) ? 0 : Math.min(2, slot / 8)} />
                  );
                })}
              </g>
            ))}
            {limits.filter(({ value }) => value <= top).map(({ kind, value }) => (
              <line key={kind} class={`limit ${kind}`} x1={isMirrored ? RIGHT : LEFT} x2={isMirrored ? width.value - LEFT : width.value - RIGHT} y1={y(value)} y2={y(value)} />
            ))}
            {lines.map(({ kind, values }) => <path key={kind} class={kind} d={path(values)} />)}
            {width.value > 0 && shownNames(names.length, Math.floor(inner / 64)).map((index) => (
              <text key={index} class="name" x={x(index) + slot / 2} y={HEIGHT - 8} text-anchor="middle">
                {axisName(names[index]!, unit, isLong)}
              </text>
            ))}
          </svg>
          {told && (
            <div class="tip" style={{ insetInlineStart: `${Math.min(84, Math.max(2, ((at.value! + 0.5) * slot + LEFT) / Math.max(1, width.value) * 100 - 8))}%` }} aria-hidden="true">
              <strong>{told[0]}</strong>{told.slice(1).map((line) => <span key={line}>{line}</span>)}
            </div>
          )}
          <output class="unseen" aria-live="polite">{told?.join(', ')}</output>
        </div>
      )}
    </figure>
  );
}

/** How a value is written: a count where it is nothing else, a dash where there is none. */
const saying = (text = exact) => (value: number | null | undefined) => (value === null ? '–' : text(value ?? 0));

function AsTable({ names, unit, series, canZoom, said }: Pick<Props, 'names' | 'unit' | 'series' | 'canZoom'> & { said: ReturnType<typeof saying> }) {
  return (
    <div class="scrolls">
      <table>
        <thead><tr><th scope="col">{t('time')}</th>{series.map(({ kind, name }) => <th key={kind} scope="col" class="number" dir="auto">{name}</th>)}</tr></thead>
        <tbody>
          {names.map((name, index) => (
            <tr key={name}>
              <th scope="row">{canZoom ? <a href={base + zoomTo(names, unit, index, index)}>{bucketName(name, unit)}</a> : bucketName(name, unit)}</th>
              {series.map(({ kind, values }) => (
                <td key={kind} class="number" data-v={values[index] ?? undefined}>{values[index] === undefined ? '–' : said(values[index])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The chart as a file: its colours are written into a copy, since a picture has no style sheet. */
async function savePicture(drawing: SVGSVGElement, title: string): Promise<void> {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [own, copied] = [drawing.querySelectorAll('*'), copy.querySelectorAll('*')];
  own.forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'opacity']) {
      (copied[index] as SVGElement).style.setProperty(name, style.getPropertyValue(name));
    }
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const picture = new Image();
  picture.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = drawing.clientWidth * 2;
  canvas.height = drawing.clientHeight * 2;
  const context = canvas.getContext('2d')!;
  context.fillStyle = getComputedStyle(drawing).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((file) => file && saveFile(`${title}.png`, file), 'image/png');
}
