import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import * as z from 'zod';
import { createFunctionsCore, type FunctionsCore, type Log, type RegisteredFunction } from './functionsCore.ts';
import { serveCoreModule } from './moduleHook.ts';
import type { ProgrammingModel } from './rpc.ts';

const Package = z.object({ main: z.string().min(1) });

/** An app that is loaded and can no longer register anything. */
export interface App {
  core: FunctionsCore;
  model: ProgrammingModel;
  /** In order of name: the host's order for deciding between equal routes. */
  functions: RegisteredFunction[];
  /** Runs the `appTerminate` hooks and takes the core module away. */
  close(): Promise<void>;
}

/**
 * Loads the app as the worker does: core module in place, every file that `main` of package.json matches, `appStart`
 * hooks, `getCapabilities` (which locks `app.setup`), end of registration.
 *
 * @throws a sentence naming the file when package.json has no usable `main`, a file throws, or nothing is registered
 */
export async function loadApp(appDir: string, log: Log): Promise<App> {
  const core = createFunctionsCore(log);
  const removeCoreModule = serveCoreModule(core);
  try {
    requireFresh(appDir, await entryFiles(appDir));
    const { appHookData } = core;
    await core.runHooks('appStart', { hookData: appHookData, appHookData, functionAppDirectory: appDir });
    const model = core.programmingModel();
    if (!model)
      throw new Error(`The app in ${appDir} registered nothing: its main file must call app.http() or alike.`);
    await model.getCapabilities?.({});
    core.lock();
    const functions = [...core.functions.values()].toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const close = async (): Promise<void> => {
      await core.runHooks('appTerminate', { hookData: appHookData, appHookData });
      removeCoreModule();
    };
    return { core, model, functions, close };
  } catch (error) {
    removeCoreModule();
    throw error;
  }
}

async function entryFiles(appDir: string): Promise<string[]> {
  const path = join(appDir, 'package.json');
  const parsed = Package.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} has no "main": set it to the app's bundle (a glob is allowed).`);
  const { main } = parsed.data;
  const files = globSync(main.replace(/^\.\//, ''), { cwd: appDir, absolute: true }).toSorted();
  if (files.length === 0) throw new Error(`No file matches "main" (${main}) of ${path}: build the app first.`);
  return files;
}

/**
 * Loads the files and forgets them at once, with everything they pulled in, so that the next host of this process
 * starts with a fresh library, as a new worker process would.
 */
function requireFresh(appDir: string, files: string[]): void {
  const require = createRequire(join(appDir, 'package.json'));
  const loadedBefore = new Set(Object.keys(require.cache));
  try {
    for (const file of files) requireEntry(require, file);
  } finally {
    for (const key of Object.keys(require.cache)) {
      if (!loadedBefore.has(key)) delete require.cache[key];
    }
  }
}

function requireEntry(require: NodeJS.Require, file: string): void {
  try {
    require(file);
  } catch (cause) {
    throw new Error(`The app's file ${file} threw while loading: ${String(cause)}`, { cause });
  }
}
