// Builds what the server serves: `node build.mjs [FOLDER]`, by default dist beside this file. hatch_build.py runs it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['tracker/script.js', 'icons/favicon.svg'],
  outdir: process.argv[2] ?? 'dist',
  outbase: '.',
  loader: { '.svg': 'copy' },
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  logLevel: 'warning',
});
