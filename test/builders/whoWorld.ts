/** Questions to `GET /access/who`, over a world that a run has seen. */
import { createMemoryLedger } from '../../local/memory/ledger.ts';
import { serve } from '../../src/lib/http/serve.ts';
import { aRequest, someOptions } from '../../src/lib/http/serving.fixture.ts';
import { NO_PAUSES, type Pauses } from '../../src/lib/onboarding/pause.ts';
import { getWho } from '../../src/lib/status/access/who/who.ts';
import { aMachineId } from './machine.ts';
import { aRecord } from './record.ts';
import { ANN, aRunWorld, BOB, CYD, idOf, ours, policyText, type RunWorld, STAFF, theirs } from './runWorld.ts';

export const WEB = aMachineId('web-1', 'rg-web');
const NESTED = idOf(902);
export const OTHER = idOf(77);

/** The answer, where some machines are on record. */
export async function askWho(world: RunWorld, query: Readonly<Record<string, string>>, paused: Pauses = NO_PAUSES) {
  const ledger = createMemoryLedger();
  const elsewhere = { ...aMachineId('far-1'), subscriptionId: OTHER };
  for (const id of [WEB, aMachineId('db-1', 'rg-a'), aMachineId('db-1', 'rg-b'), elsewhere])
    await ledger.write(aRecord({ id }), undefined);
  const pauses = { read: async () => paused };
  const { status, body = '' } = await serve(
    getWho,
    aRequest({ query }),
    { ...world.deps, ledger, pauses },
    someOptions(),
  );
  return { status, body: JSON.parse(body) };
}

/** Staff and its night shift may sign in in the subscription, Cyd by an assignment of others, and a run has seen it. */
export async function aWhoWorld(): Promise<RunWorld> {
  const world = aRunWorld();
  world.directory.put(NESTED, { displayName: 'Night shift', members: [BOB] });
  world.directory.put(STAFF, { displayName: 'Staff', members: [ANN, NESTED] });
  world.policy.put(policyText([{ name: 'web' }]));
  world.assignments.there.push(ours(ANN), ours(BOB), theirs(CYD, 'administrator'));
  await world.run();
  return world;
}
