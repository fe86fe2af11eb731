import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../azurite.ts';

/** Azurite with a folder of its own, which goes when it stops. */
export async function startStorage(): Promise<Azurite> {
  const dir = await mkdtemp(join(tmpdir(), 'azurite-'));
  const azurite = await startAzurite({ dir });
  return {
    ...azurite,
    stop: async () => {
      await azurite.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
