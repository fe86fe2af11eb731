/** Builds `dist/`: one CommonJS bundle with its source map. Run by `npm run build`, `npm start` and the tests. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds the bundle; answers its size in bytes. */
export async function bundle(): Promise<number> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.cjs',
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'linked',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    // Supplied by the Functions host at run time; there is no such package.
    external: ['@azure/functions-core'],
    // Some dependencies are ES modules that ask where they are; in CommonJS that is `__filename`.
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(`${ROOT}dist`, { recursive: true });
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  return metafile.outputs['dist/main.cjs']?.bytes ?? 0;
}

/** In one step, and only when it differs: a host in another process may be loading it. */
function replaceFile(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`dist/main.cjs: ${((await bundle()) / 1024).toFixed(0)} KiB`);
}
