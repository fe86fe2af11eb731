/**
 * The inventory in Azure Resource Graph, through `@azure/arm-resourcegraph`.
 *
 * Its core (`@azure-rest/core-client` 2.7, `getClient`) takes a whole pipeline in place of its own, so queries go the way
 * of all calls to ARM: same host only, deadline, shared rate (as reads of the tenant, see operation.ts), and every error
 * a `Failure`. The pipeline carries the token and the user agent; the options for those are without effect.
 */
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { Failure } from '../../errors.ts';
import type { InventoryReader, MachineIndex } from '../../onboarding/inventory.ts';
import type { ArmClientOptions } from '../pipeline/armPipeline.ts';
import { safeText } from '../pipeline/safeText.ts';
import { inventoryOver } from './inventoryOver.ts';
import type { QuotaDeps } from './quota.ts';
import type { Ask } from './rowPages.ts';

export interface InventoryDeps extends QuotaDeps {
  readonly arm: ArmClientOptions;
  /** Asked by nobody: the SDK wants one, the pipeline has its own. */
  readonly credential: ConstructorParameters<typeof ResourceGraphClient>[0];
}

/** Make one per process: it knows what is left of the quota. */
export function createInventory({ arm, credential, ...timing }: InventoryDeps): InventoryReader & MachineIndex {
  const client = new ResourceGraphClient(credential, { ...arm });
  return inventoryOver({ ask: asking(client), ...timing });
}

function asking(client: ResourceGraphClient): Ask {
  return async (query) => {
    let headers: Record<string, string> = {};
    try {
      const answer = await client.resources(query, {
        onResponse: (response) => {
          headers = response.headers.toJSON();
        },
      });
      return { answer, headers };
    } catch (error) {
      if (error instanceof Failure) throw error;
      // The pipeline throws nothing else; this is the SDK, which reads an answer without looking what it is.
      throw new Failure('transient', 'MalformedAnswer', `Resource Graph: ${safeText(String(error))}`);
    }
  };
}
