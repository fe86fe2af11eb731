/**
 * The inventory in memory: the rules of the simulated cloud without its sockets, for simulations on virtual time. Held to
 * the same contract as the real adapter, with which it shares all but the way to the service.
 */
import * as z from 'zod';
import { inventoryOver } from '../../src/lib/azure/resourceGraph/inventoryOver.ts';
import type { QuotaDeps } from '../../src/lib/azure/resourceGraph/quota.ts';
import { Failure, Throttled } from '../../src/lib/errors.ts';
import type { InventoryReader, MachineIndex } from '../../src/lib/onboarding/inventory.ts';
import { seconds } from '../../src/lib/time.ts';
import { type CloudReply, type CloudRequest, isFields } from '../cloud/rules/exchange.ts';

const URL_OF_QUERIES = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';

export interface MemoryInventoryDeps extends QuotaDeps {
  /** `rules.arm.handle` of a simulated cloud, or a way there that takes its time. */
  readonly handle: (request: CloudRequest) => CloudReply | Promise<CloudReply>;
  /** A token as the app's identity would have it. */
  readonly token: string;
}

/** The inventory over the rules. */
export function createMemoryInventory({
  handle,
  token,
  ...timing
}: MemoryInventoryDeps): InventoryReader & MachineIndex {
  const headers = { host: 'localhost', authorization: `Bearer ${token}` };
  return inventoryOver({
    ask: async ({ options: { top, skipToken, resultFormat } = {}, ...query }) => {
      const options = { $top: top, resultFormat, ...(skipToken !== undefined && { $skipToken: skipToken }) };
      const reply = await handle({ method: 'POST', url: URL_OF_QUERIES, headers, body: { ...query, options } });
      if (reply.dropConnection === true || reply.status >= 300) throw failureOf(reply, timing.clock.now());
      const body = isFields(reply.body) ? reply.body : {};
      return { answer: { ...body, skipToken: body['$skipToken'] }, headers: reply.headers };
    },
    ...timing,
  });
}

const armError = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

function failureOf({ status, headers, body }: CloudReply, now: number): Failure {
  const { code, message } = armError.safeParse(body).data?.error ?? { code: `Http${status}`, message: 'No text.' };
  if (status === 429) return new Throttled(code, message, now + seconds(Number(headers['retry-after'] ?? 10)));
  if (status === 0 || status >= 500) return new Failure('transient', code, message);
  return new Failure(status === 401 || status === 403 ? 'denied' : 'rejected', code, message);
}
