import { registerHooks } from 'node:module';
import type { FunctionsCore } from './functionsCore.ts';

/** Where the source below finds the object: a CommonJS module is text, and text cannot carry a closure. */
const SHELF = Symbol.for('local-functions-host.cores');
const shelf = new Map<string, Record<string, unknown>>();
Reflect.set(globalThis, SHELF, shelf);

let served = 0;

/**
 * Makes `@azure/functions-core` exist for whatever is loaded from now on, by `require` or `import`. The library asks
 * for it once, on first use, and remembers the answer: install this before the app is loaded. Each host in a process
 * gets a URL of its own, so that no module cache can hand it the core of another one.
 *
 * @returns takes the module away again
 */
export function serveCoreModule({ module }: FunctionsCore): () => void {
  served += 1;
  const coreUrl = `local-functions-host:core-${served}`;
  shelf.set(coreUrl, module);

  const hooks = registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === '@azure/functions-core'
        ? { url: coreUrl, format: 'commonjs', shortCircuit: true }
        : nextResolve(specifier, context),
    load: (url, context, nextLoad) =>
      url === coreUrl ? { format: 'commonjs', source: sourceFor(coreUrl), shortCircuit: true } : nextLoad(url, context),
  });

  return () => {
    hooks.deregister();
    shelf.delete(coreUrl);
  };
}

function sourceFor(coreUrl: string): string {
  return `module.exports = globalThis[Symbol.for(${JSON.stringify(SHELF.description)})].get(${JSON.stringify(coreUrl)});`;
}
