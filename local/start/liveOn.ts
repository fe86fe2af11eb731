/** Lets happen in the simulated directory what happens in real ones: plain calls to Microsoft Graph, one after the other. */
import type { CloudClient } from './caClient.ts';
import type { LifeEvent } from './demoLife.ts';

/** Makes every call. Throws at the first that is refused. */
export async function liveOn(
  events: readonly LifeEvent[],
  { cloud, endpoints }: { readonly cloud: CloudClient; readonly endpoints: { readonly graph: string } },
): Promise<void> {
  for (const { what, calls } of events) {
    for (const { method, path, body } of calls) {
      const { status, body: said } = await cloud(method, `${endpoints.graph}/v1.0${path}`, body);
      if (status >= 300)
        throw new Error(`The simulated cloud refused ${method} ${path}: ${status} ${JSON.stringify(said)} (${what})`);
    }
  }
}
