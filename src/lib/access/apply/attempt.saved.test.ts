/** What the ledger of grants is told of a change, right before it is made. */
import { describe, expect, it } from 'vitest';
import { type ApplyWorld, anApplyWorld, leaving } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, ours, policyText, STAFF, SUB } from '../../../../test/builders/runWorld.ts';
import { minutes } from '../../time.ts';
import { decided } from '../quarantine/quarantine.ts';

const toBob = { scope: SUB, role: 'user', principalId: BOB } as const;
const nameOfBob = ours(BOB).name;

/** What is on record of Bob's assignment when Azure is asked to write. */
async function recordAtWrite(world: ApplyWorld): Promise<unknown> {
  let seen: unknown;
  const { grants } = world.deps;
  world.writer.before = async ({ name }) => {
    const records = await grants.list({ kind: 'subscription', id: SUB.slice('/subscriptions/'.length) });
    if (name === nameOfBob) seen = records.get(name);
  };
  await world.settle();
  return seen;
}

describe('the ledger, before', () => {
  it('an addition, has who, where, when and for which binding', async () => {
    const world = anApplyWorld();
    world.policy.put(policyText());
    world.clock.advance(minutes(3));
    const at = world.clock.now() + 1;

    expect(await recordAtWrite(world)).toEqual({
      ...toBob,
      name: nameOfBob,
      binding: 'binding-1',
      at: expect.closeTo(at, -4),
      how: 'written',
    });
  });

  it.each<[string, string, object]>([
    ['a removal', policyText(), { counted: 'removals' }],
    ['a denial', policyText([{}], { deny: [BOB] }), { counted: 'denials' }],
  ])('%s, has that it counts for the guards of a day, and from when on', async (_what, policy, expected) => {
    const world = await leaving();
    world.clock.advance(minutes(60));
    world.policy.put(policy);
    const before = world.clock.now();
    const seen = await recordAtWrite(world);

    expect(seen).toEqual({
      ...toBob,
      name: nameOfBob,
      binding: 'binding-1',
      at: expect.any(Number),
      how: 'removed',
      ...expected,
    });
    expect(seen).toMatchObject({ at: expect.toSatisfy((at: number) => at > before && at <= world.clock.now()) });
  });

  it('a removal that takes nothing from anybody, counts nothing', async () => {
    const world = await leaving();
    world.assignments.there.push({ ...ours(STAFF), principalType: 'Group' });
    world.directory.put(STAFF, { members: [ANN, BOB] });
    world.policy.put(policyText([{ assign: 'group' }]));

    expect(await recordAtWrite(world)).not.toHaveProperty('counted');
  });

  it('an approved removal, has the quarantine instead of a count', async () => {
    const world = await leaving();
    world.directory.put(STAFF, { members: [] });
    await world.settle();
    const [waiting] = (await world.plan()).quarantines;
    const found = await world.deps.quarantines.read(waiting?.id ?? '');
    if (found === undefined) throw new Error('Nothing waits.');
    const decision = { what: 'approve', hash: found.quarantine.hash, by: 'ada', reason: 'Seen.' } as const;
    const outcome = decided(found.quarantine, decision, world.clock.now());
    if (!outcome.ok) throw new Error(outcome.because);
    await world.deps.quarantines.update(outcome.quarantine, found.etag);

    const seen = await recordAtWrite(world);

    expect(seen).toMatchObject({ how: 'removed', quarantine: found.quarantine.id });
    expect(seen).not.toHaveProperty('counted');
  });
});
