/** What the commands at a terminal have in common: how they speak, fail, and learn which cloud is meant. */
import { existsSync } from 'node:fs';
import { type Platform, platformFor } from '../../src/compose/platform.ts';
import { Failure } from '../../src/lib/errors.ts';
import { terminalText } from '../../src/lib/escape/terminal.ts';
import { almostSettings, readSettings } from '../../src/lib/settings/settings.ts';
import { mustAnswer } from './answers.ts';
import { type Environment, laptopEnvironment, namesCloud } from './laptopEnvironment.ts';
import { asksForHelp } from './parsed.ts';

/** Tells people something, apart from the result. What services and files say is text, and no order to the terminal. */
export const say = (text: string): void =>
  void process.stderr.write(`${text.split('\n').map(terminalText).join('\n')}\n`);

/** Runs the command, or tells how it is used; what it answers is the exit code, and 1 stands for a failure, which is told. */
export async function runCommand(main: () => Promise<number>, usage: string): Promise<void> {
  if (asksForHelp(process.argv.slice(2))) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    say(`${error.message} (${error.code})`);
    process.exitCode = 1;
  }
}

const CHECK_ENDPOINTS = 'Check ARM_ENDPOINT, GRAPH_ENDPOINT and IDENTITY_ENDPOINT.';

export interface CloudMeant {
  readonly platform: Platform;
  /** Whether it is the app's identity that acts here, and not a person's. */
  readonly isApp: boolean;
  /** Whether anything says where the app keeps its state. */
  readonly storageNamed: boolean;
}

/** The cloud that the environment, or else the laptop in this folder, means; undefined after telling every problem with the settings. */
export async function cloudMeant(own: Environment, dataDir: string): Promise<CloudMeant | undefined> {
  const environment = await laptopEnvironment(own, dataDir, say);
  const storageNamed = Object.entries(environment).some(
    ([key, value]) => key.startsWith('AzureWebJobsStorage') && value?.trim(),
  );
  // Commands do without the storage of the app, which its settings do not.
  const read = readSettings(
    storageNamed ? environment : { ...environment, AzureWebJobsStorage: 'UseDevelopmentStorage=true' },
  );
  if (!read.ok) {
    for (const { key, message, fix } of read.problems) say(`${key}: ${message}\n  to do: ${fix}`);
    if (environment === own && !namesCloud(own)) say(noCloud(dataDir));
    return undefined;
  }
  for (const { message, fix } of almostSettings(own)) say(`${message} ${fix}`);
  const { armEndpoint, graphEndpoint } = read.settings;
  await mustAnswer(
    [armEndpoint, graphEndpoint, environment['IDENTITY_ENDPOINT']],
    environment === own
      ? CHECK_ENDPOINTS
      : `The cloud of ${dataDir} is not running: npm start, or remove its endpoints.json.`,
  );
  const isApp = environment['IDENTITY_ENDPOINT'] !== undefined;
  return { platform: platformFor(environment, read.settings), isApp, storageNamed };
}

/** Somebody who tries the product out needs no settings, only a cloud. */
function noCloud(dataDir: string): string {
  const nothing = 'No subscription is configured, and';
  return existsSync(dataDir)
    ? `${nothing} no local cloud runs in ${dataDir}. npm start gives one.`
    : `${nothing} the folder ${dataDir} (--data) does not exist. npm start gives a local cloud.`;
}
