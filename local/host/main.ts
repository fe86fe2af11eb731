/**
 * The local host as a process of its own: configuration in, one JSON line on standard output when it serves, log on
 * standard error; SIGTERM and SIGINT end it after the running work, with exit code 0.
 */
import { Console } from 'node:console';
import { readCliConfig } from './cliConfig.ts';
import { startHost } from './host.ts';

// Standard output carries the one line that the starter waits for; what the app prints must not get between.
globalThis.console = new Console(process.stderr);

const log = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  const { env = {}, ...options } = await readCliConfig(process.argv[2], process.env['LOCAL_HOST_CONFIG']);
  // App settings are the environment of the app, as under the real worker.
  Object.assign(process.env, env);
  const host = await startHost({ ...options, log });

  const end = async (): Promise<void> => {
    await host.stop();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end());
  process.once('SIGINT', () => void end());

  const functions = host.functions.map(({ name }) => name);
  process.stdout.write(`${JSON.stringify({ ready: true, url: host.url, functions })}\n`);
} catch (error) {
  log(`critical host ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
