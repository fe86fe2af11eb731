/** A person wants the machine of a look world to leave, as POST /machines/{id}/offboard puts it down. */
import { offboardingAsked } from '../../src/lib/onboarding/offboardingOnRecord.ts';
import { requestLook } from '../../src/lib/onboarding/requestLook.ts';
import { aLookWorld, type LookWorld, type LookWorldOptions } from './lookWorld.ts';
import { aMachineId, anExtension } from './machine.ts';

/** The tag that someSettings() excludes by. */
export const EXCLUDED = { ArcEntraSignIn: 'exclude' };

let people = 0;

/** Asks; the message for the look is sent. */
export async function askToLeave({ deps, queue }: LookWorld): Promise<void> {
  const request = { id: aMachineId(), token: `leave-${++people}`, cause: 'person' as const };
  const message = await requestLook(
    { ...request, mark: (record, now) => offboardingAsked(record, { requestedAt: now }) },
    deps,
  );
  if (message !== undefined) await queue.send(message, 0);
}

/** A machine that was ready, and that a person wants to leave now. */
export async function leaving(options: LookWorldOptions = {}): Promise<LookWorld> {
  const world = aLookWorld({ machine: { tags: { role: 'web' }, extensions: [anExtension()] }, ...options });
  await world.ask('event:registered');
  await world.next();
  world.arm.calls.length = 0;
  await askToLeave(world);
  return world;
}

/** Takes looks until none is coming, and tells what each did. */
export async function looks(world: LookWorld): Promise<(string | undefined)[]> {
  const did: (string | undefined)[] = [];
  while (world.wait() !== undefined && did.length < 50) did.push((await world.next()).did);
  return did;
}
