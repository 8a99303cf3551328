// Builds what the server serves: `node build.mjs [FOLDER]`, by default dist beside this file. hatch_build.py runs it.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['tracker/script.js'],
  outdir: process.argv[2] ?? 'dist',
  outbase: 'tracker',
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  logLevel: 'warning',
});
