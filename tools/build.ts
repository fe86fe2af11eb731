/** Builds `dist/`: one CommonJS bundle with its source map. Run by `npm run build`, `npm start` and the tests. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds the bundle; answers its size in bytes. */
export async function bundle(): Promise<number> {
  rmSync(`${ROOT}dist`, { recursive: true, force: true });
  const { metafile } = await build({
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
    logLevel: 'warning',
  });
  return metafile.outputs['dist/main.cjs']?.bytes ?? 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`dist/main.cjs: ${((await bundle()) / 1024).toFixed(0)} KiB`);
}
