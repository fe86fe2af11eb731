/**
 * `npm run offboard`: lists all role assignments that this installation owns. `--remove` takes them away, after asking;
 * without it nothing is changed.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '../src/compose/platform.ts';
import { ACCESS_CONTAINER, storageOf } from '../src/compose/storage.ts';
import type { Documents } from '../src/lib/access/documents.ts';
import { createRoleAssignments } from '../src/lib/azure/roleAssignments/roleAssignments.ts';
import { createBlobDocuments } from '../src/lib/azure/storage/blobDocuments.ts';
import { openStorage } from '../src/lib/azure/storage/clients.ts';
import { askerAt } from './offboard/ask.ts';
import { offboard } from './offboard/offboard.ts';
import { optionsOf, USAGE } from './offboard/options.ts';
import { openRemovalRecord } from './offboard/removalRecord.ts';
import { accessParts } from './terminal/accessParts.ts';
import { cloudMeant, runCommand, say } from './terminal/command.ts';

await runCommand(main, USAGE);

async function main(): Promise<number> {
  const read = optionsOf(process.argv.slice(2));
  if (!read.ok) {
    say(`${read.message}\n${USAGE}`);
    return 1;
  }
  const meant = await cloudMeant(process.env, read.options.data);
  if (meant === undefined) return 1;
  const { platform, storageNamed } = meant;
  const { arm, planning } = accessParts(meant, storageNamed ? { documents: documentsOf(platform) } : {});
  return offboard(read.options, {
    ...planning,
    assignments: createRoleAssignments({ arm, credential: platform.credential }),
    ...(storageNamed && { readings: planning.readings }),
    settings: platform.settings,
    self: await planning.installation(),
    sleep: (ms) => delay(ms),
    progress: say,
    ask: askerAt({ input: process.stdin, output: process.stderr }),
    newToken: randomUUID,
    openRecord: () => openRemovalRecord(process.cwd(), platform.timing.clock.now()),
    print: (text) => void process.stdout.write(text),
  });
}

function documentsOf({ settings, cloud, credential }: Platform): Documents {
  return createBlobDocuments(openStorage(storageOf(settings, cloud), credential).container(ACCESS_CONTAINER));
}
