/**
 * `npm run mutate -- [PATH …]`: changes the code in small ways and tells which changes no unit test notices. It tries the
 * mutants on a share of the lines of each file, drawn with a fixed seed, so that two runs compare.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { glob } from 'tinyglobby';

const HELP = `Usage: npm run mutate -- [options] [PATH ...]

Changes the code in small ways (mutants) and prints each change that no unit test notices.
PATH is a file or folder below src; the default is the core: access guards, plan, apply, and onboarding.

  --share N   the share of lines to mutate, in percent (default 10)
  --seed N    which lines (default 1)
  --help      this text
`;

const CORE = ['src/lib/access/guards', 'src/lib/access/plan', 'src/lib/access/apply', 'src/lib/onboarding'];

/** Stryker reads types from no project: with TypeScript 7 there is no compiler for it to load. */
const NO_TSCONFIG = 'tsconfig.none.json';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = await mutate(positionals.length === 0 ? CORE : positionals, values);

/** Prints the survivors and answers the exit code: 0 when every mutant tried was noticed. */
async function mutate(paths: readonly string[], { share, seed }: { share: string; seed: string }): Promise<number> {
  const lines = await sampledLines(paths, Number(share) / 100, seed);
  if (lines.length === 0) {
    process.stderr.write(
      `No line to mutate in ${paths.join(', ')}. Fix: name a file or folder below src, or raise --share.\n`,
    );
    return 1;
  }
  const results = await new Stryker({
    mutate: lines,
    testRunner: 'vitest',
    vitest: { configFile: 'tools/mutate/vitest.config.ts', related: true },
    tsconfigFile: NO_TSCONFIG,
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    mutator: { excludedMutations: ['StringLiteral'] },
    reporters: ['clear-text', 'progress'],
    clearTextReporter: { logTests: false, reportTests: false, allowColor: process.stdout.isTTY },
    concurrency: 2,
    tempDirName: '.mutate',
  }).runMutationTest();
  return results.some(({ status }) => status === 'Survived' || status === 'NoCoverage') ? 1 : 0;
}

/** `file:line:column-line:column` of the lines drawn. What spans several lines is left out: emptied functions are noticed anyway. */
async function sampledLines(paths: readonly string[], share: number, seed: string): Promise<string[]> {
  const patterns = paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`));
  const files = await glob(patterns, { ignore: ['**/*.test.ts', '**/*.fixture.ts', '**/*.contract.ts'] });
  const drawn: string[] = [];
  for (const file of files.toSorted()) {
    const length = (await readFile(file, 'utf8')).split('\n').length;
    for (let line = 1; line <= length; line++) {
      if (positionOf(`${seed} ${file} ${line}`) < share) drawn.push(`${file}:${line}:0-${line + 1}:0`);
    }
  }
  return drawn;
}

/** A number from 0 to 1 that only the text decides. */
function positionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
