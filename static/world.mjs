// The map of the world in Equal Earth's projection, from the npm package world-atlas (Natural Earth, public domain).
// It is computed with each build, in half a second: no built file is committed, and nobody wonders where one came from.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { geoEqualEarth, geoPath } from 'd3-geo';
import { iso31661, iso31661NumericToAlpha2 } from 'iso-3166';
import { feature, mergeArcs } from 'topojson-client';
import { presimplify, simplify, sphericalTriangleArea } from 'topojson-simplify';

const WIDTH = 1600;
// What a point of a border must be worth to stay, as a part of the sphere's area: 11.5 kB gzipped in all, with 15 kB
// Europe looks no better at eight times the size.
const LEAST_TRIANGLE = 3e-5;
// Islands smaller than this, in square steps, are left out unless the country has nothing else.
const LEAST_ISLAND = 8;
// A country smaller than this both ways becomes a dot: nobody could see or hit it.
const LEAST_COUNTRY = 11;

// Places that the atlas names without a number of ISO 3166-1. Sessions have the code that their neighbours use.
const UNNUMBERED = { Kosovo: 'XK', 'N. Cyprus': 'CY', Somaliland: 'SO', 'Siachen Glacier': 'IN', 'Indian Ocean Ter.': 'CX' };

// Parts with a code of their own that the atlas draws as parts of another country: west, south, east, north.
const PARTS = [
  ['FR', 'GF', [-55, 1, -51, 7]], ['FR', 'GP', [-62, 15.7, -60.9, 16.6]], ['FR', 'MQ', [-61.4, 14.2, -60.7, 15.1]],
  ['FR', 'RE', [55, -22, 56, -20]], ['FR', 'YT', [44.9, -13.2, 45.4, -12.5]], ['NO', 'SJ', [-10, 70.7, 36, 82]],
  ['NL', 'BQ', [-69, 12, -68, 12.5]],
];

// Where the places are that the atlas has not: longitude, latitude.
const POINTS = {
  AQ: [0, -70], BQ: [-68.3, 12.2], BV: [3.4, -54.4], CC: [96.8, -12.2], CX: [105.6, -10.5], GI: [-5.3, 36.1], GP: [-61.5, 16.2],
  MQ: [-61, 14.7], RE: [55.5, -21.1], SJ: [16, 78.5], TK: [-171.8, -9.2], TV: [179.2, -8.5], UM: [166.6, 19.3], YT: [45.2, -12.8],
};

/** For each code `M…z` in whole steps on a map so `width` and `height`, or `x,y` for a dot. Error: a code without place. */
export async function world() {
  const file = fileURLToPath(import.meta.resolve('world-atlas/countries-50m.json'));
  const detailed = JSON.parse(await readFile(file, 'utf8'));
  const shapes = byCode(simplify(presimplify(detailed, sphericalTriangleArea), LEAST_TRIANGLE));
  shapes.delete('AQ'); // A quarter of the height for a few explorers: a dot at the edge will do.
  const all = { type: 'GeometryCollection', geometries: [...shapes.values()] };
  // Turned by eleven degrees, so that the edge runs through the Bering Strait and not through Russia.
  const projection = geoEqualEarth().rotate([-11, 0]).precision(0.5).fitWidth(WIDTH, all);
  const height = Math.ceil(geoPath(projection).bounds(all)[1][1]);
  const dot = ([x, y]) => [x, Math.min(y, height - 6)].map(Math.round).join();

  const places = {};
  for (const [code, shape] of shapes) {
    const [biggest, ...islands] = ringsOf(shape, projection);
    if (!biggest) continue;
    const isSmall = Math.max(...extent(biggest)) < LEAST_COUNTRY;
    places[code] = isSmall ? dot(middle(biggest)) : [biggest, ...islands.filter((ring) => area(ring) >= LEAST_ISLAND)].map(written).join('');
  }
  // What has become nothing by being made simpler, and what the atlas has not.
  for (const country of feature(detailed, detailed.objects.countries).features) {
    places[codeOf(country)] ??= dot(POINTS[codeOf(country)] ? projection(POINTS[codeOf(country)]) : geoPath(projection).centroid(country));
  }
  for (const [code, point] of Object.entries(POINTS)) places[code] ??= dot(projection(point));
  const missing = iso31661.filter(({ alpha2 }) => !places[alpha2]).map(({ name }) => name);
  if (missing.length) throw new Error(`The map has no place for ${missing.join(', ')}`);
  return { width: WIDTH, height, places };
}

/** The two letters of a country of the atlas. Error: one that has no number and that we do not know. */
function codeOf({ id, properties }) {
  const code = iso31661NumericToAlpha2[id] ?? UNNUMBERED[properties.name];
  if (!code) throw new Error(`The atlas has a country that we do not know: ${properties.name}`);
  return code;
}

/** The shapes of the atlas by ISO's codes of two letters, parts with a code of their own taken out. */
function byCode(atlas) {
  const parts = new Map();
  for (const country of atlas.objects.countries.geometries) {
    const { type, arcs } = country;
    for (const polygon of type === 'Polygon' ? [arcs] : arcs) {
      const [[west, south], [east, north]] = geoPath().bounds(feature(atlas, { type: 'Polygon', arcs: polygon }));
      const part = PARTS.find(([of, , box]) => of === codeOf(country) && west >= box[0] && south >= box[1] && east <= box[2] && north <= box[3]);
      const code = part?.[1] ?? codeOf(country);
      parts.set(code, [...(parts.get(code) ?? []), { type: 'Polygon', arcs: polygon }]);
    }
  }
  return new Map([...parts].map(([code, polygons]) => [code, feature(atlas, mergeArcs(atlas, polygons)).geometry]));
}

/** The rings of a shape on the map in whole steps, the biggest first. */
function ringsOf(shape, projection) {
  const rings = [];
  const draw = (x, y) => {
    const point = [Math.round(x), Math.round(y)];
    const last = rings.at(-1).at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) rings.at(-1).push(point);
  };
  geoPath(projection, {
    moveTo(x, y) {
      rings.push([]);
      draw(x, y);
    },
    lineTo: draw,
    closePath() {},
  })(shape);
  return rings.map(straightened).filter((ring) => ring.length > 2).sort((one, other) => area(other) - area(one));
}

/** A ring without the points that lie on the way between their neighbours. */
function straightened(ring) {
  return ring.filter(([x, y], index) => {
    const [[fromX, fromY], [toX, toY]] = [ring.at(index - 1), ring[(index + 1) % ring.length]];
    return (x - fromX) * (toY - y) !== (y - fromY) * (toX - x);
  });
}

function area(ring) {
  const twice = ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

const sides = (ring) => [0, 1].map((axis) => [Math.min(...ring.map((point) => point[axis])), Math.max(...ring.map((point) => point[axis]))]);
const extent = (ring) => sides(ring).map(([low, high]) => high - low);
const middle = (ring) => sides(ring).map(([low, high]) => Math.round((low + high) / 2));

/** A ring as a path of steps from point to point, without a space where a minus parts two numbers. */
function written(ring) {
  const text = ([x, y]) => `${x}${y < 0 ? '' : ' '}${y}`;
  const steps = ring.slice(1).map(([x, y], index) => text([x - ring[index][0], y - ring[index][1]]));
  return `M${text(ring[0])}l${steps.reduce((all, step) => all + (step.startsWith('-') ? '' : ' ') + step).trim()}z`;
}
