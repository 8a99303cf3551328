// Builds what the server serves: `node build.mjs [FOLDER]`, by default dist beside this file. hatch_build.py runs it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const options = {
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  outdir: process.argv[2] ?? 'dist',
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
