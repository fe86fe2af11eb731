import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const RUNS = 'src/lib/access/runs';
const VIEWS = 'src/lib/status/access';

/** Every file of ours that these reach by their imports, of types as well. */
async function reached(entries: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  const queue = entries.map((entry) => join(ROOT, entry));
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g))
      queue.push(join(dirname(file), path));
  }
  return [...found].map((file) => relative(ROOT, file));
}

async function sourcesIn(folder: string): Promise<string[]> {
  const names = await readdir(join(ROOT, folder));
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).map((name) => join(folder, name));
}

describe('what reads and plans access', () => {
  it('knows of nothing that writes to Azure: neither the port nor an adapter', async () => {
    const files = await reached([
      ...(await sourcesIn(RUNS)),
      ...(await sourcesIn(VIEWS)),
      ...(await sourcesIn(join(VIEWS, 'who'))),
      'src/lib/access/who/who.ts',
      'src/lib/access/print/printPlan.ts',
      'src/lib/access/accessGranted.ts',
    ]);

    expect(files).toContain('src/lib/access/assignment.ts');
    expect(files.filter((file) => /assignmentWriter|lib\/azure\//.test(file))).toEqual([]);
  });
});
