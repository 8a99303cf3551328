// Builds what the server serves: `node build.mjs [FOLDER]`, by default dist beside this file. hatch_build.py runs it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { regions } from './regions.mjs';
import { world } from './world.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = resolve(here, process.argv[2] ?? 'dist');

const options = {
  absWorkingDir: here,
  outdir: dist,
  outbase: '.',
  loader: { '.svg': 'copy' },
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  logLevel: 'warning',
};

await build({ ...options, entryPoints: ['tracker/script.js', 'tracker/umami.js', 'icons/favicon.svg'] });
// The recorder brings rrweb along. Not its warnings: the console belongs to the site.
await build({
  ...options,
  entryPoints: ['recorder/recorder.js'],
  bundle: true,
  drop: ['console'],
  banner: { js: '/* Contains rrweb by its contributors, MIT licence */' },
});

await mkdir(join(dist, 'names'), { recursive: true });
await writeFile(join(dist, 'names/regions.tsv'), regions());

/** What the dashboard imports as `dashi:world`. */
const worldMap = {
  name: 'world',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^dashi:world$/ }, ({ path }) => ({ path, namespace: 'made' }));
    onLoad({ filter: /^dashi:world$/, namespace: 'made' }, async () => ({ contents: JSON.stringify(await world()), loader: 'json' }));
  },
};

// The dashboard: a module a page and a file a language, each under a name that changes with its content, so that
// browsers may keep them for good. manifest.json tells the server which belong to which page.
const dashboard = {
  ...options,
  outdir: join(dist, 'dashboard'),
  outbase: 'dashboard',
  bundle: true,
  metafile: true,
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
};
/**
 * What the dashboard imports of words/: the texts alone, in the order of the words' names, which are kept once for all
 * languages as `dashi:words`. Forms of a word for one, few or many are few and differ: they keep their names.
 */
const wordsOnce = {
  name: 'words-once',
  async setup({ onResolve, onLoad }) {
    const english = JSON.parse(await readFile(join(here, 'dashboard/words/en-US.json'), 'utf8'));
    const isForm = (name) => /\.(zero|one|two|few|many)$/.test(name) && name.replace(/\.\w+$/, '') in english;
    const names = Object.keys(english).filter((name) => !isForm(name));
    onResolve({ filter: /^dashi:words$/ }, ({ path }) => ({ path, namespace: 'made' }));
    onLoad({ filter: /^dashi:words$/, namespace: 'made' }, () => ({ contents: `export default ${JSON.stringify(names.join(' '))}.split(' ')` }));
    onLoad({ filter: /[\\/]words[\\/][^\\/]+\.json$/ }, async ({ path }) => {
      const all = JSON.parse(await readFile(path, 'utf8'));
      const forms = Object.fromEntries(Object.entries(all).filter(([name]) => isForm(name)));
      return { contents: `export default ${JSON.stringify([names.map((name) => all[name]), forms])}` };
    });
  },
};
/**
 * Lets every page, and what pages load later, import all that the first one needs (dashboard/common.ts). The bundler makes
 * a file of what each set of them has in common, and thirty pages have hundreds of such sets: a hundred small files are
 * half as large again as one.
 */
const inCommon = {
  name: 'in-common',
  setup: ({ onLoad }) => onLoad({ filter: /[\\/]dashboard[\\/][\w-]+[\\/][\w-]+\.tsx$/ }, async ({ path }) => {
    // What is in common itself comes before it, but for what is loaded once it is seen.
    const isPart = !/[\\/](lib|panels)[\\/]/.test(path) || /(key-help|long-list-sheet|map-drawn)\.tsx$/.test(path);
    return { contents: (isPart ? "import '../common.ts';" : '') + (await readFile(path, 'utf8')), loader: 'tsx' };
  }),
};
const banner = { js: '/* Contains Preact and its signals, for recordings rrweb, by their contributors, MIT licence */' };
const { metafile } = await build({
  ...dashboard, entryPoints: ['dashboard/main.tsx'], format: 'esm', splitting: true, jsx: 'automatic', jsxImportSource: 'preact', banner,
  plugins: [worldMap, wordsOnce, inCommon],
});
const early = await build({ ...dashboard, entryPoints: ['dashboard/early.ts'], format: 'iife' });

const outputs = { ...metafile.outputs, ...early.metafile.outputs };
const outputOf = (source) => Object.keys(outputs).find((path) => outputs[path].entryPoint === `dashboard/${source}`);

/** A file and all that it cannot run without. */
function withImports(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') withImports(next, found);
  return found;
}

const main = outputOf('main.tsx');
const routes = JSON.parse(await readFile(join(here, 'dashboard/routes.json'), 'utf8'));
const pages = Object.fromEntries(
  Object.entries(routes).map(([page, patterns]) => {
    // A share most often shows the overview, which it has to open first: what that needs comes along.
    const sources = page === 'share' ? [page, 'overview'] : [page];
    const files = [main, ...sources.map((each) => outputOf(`${each}/page.tsx`))].flatMap((path) => [...withImports(path)]);
    return [page, { patterns, modules: [...new Set(files)].filter((path) => path !== main).map((path) => basename(path)) }];
  }),
);
const words = Object.fromEntries(
  Object.keys(outputs)
    .filter((path) => outputs[path].entryPoint?.startsWith('dashboard/words/'))
    .map((path) => [basename(outputs[path].entryPoint, '.json'), basename(path)]),
);
const manifest = {
  main: basename(main),
  early: basename(outputOf('early.ts')),
  styles: basename(outputs[main].cssBundle),
  words,
  pages,
};
await writeFile(join(dist, 'dashboard/manifest.json'), JSON.stringify(manifest));
