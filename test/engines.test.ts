import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';

const withEngines = z.object({ engines: z.object({ node: z.string() }).optional() });
const ours = withEngines.extend({ dependencies: z.record(z.string(), z.string()) });

/** The oldest major version of Node that this package asks for. */
function oldestNode(file: string): number {
  const { engines } = withEngines.parse(read(file));
  return Number(/>=\s*(\d+)/.exec(engines?.node ?? '')?.[1] ?? 0);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
}

it('the app asks for no older Node than what it is deployed with does', () => {
  const { dependencies } = ours.parse(read('package.json'));

  const asked = Object.keys(dependencies).map((name) => oldestNode(`node_modules/${name}/package.json`));

  expect(oldestNode('package.json')).toBeGreaterThanOrEqual(Math.max(...asked));
});
