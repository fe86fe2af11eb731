import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/lib/errors.ts';
import { ANN, aRunWorld, BOB, idOf, ours, policyText } from '../../test/builders/runWorld.ts';
import { planPolicy } from './planPolicy.ts';

/** A person at a terminal who asks for the plan of this policy. */
function aWorld(policy: string) {
  const world = aRunWorld();
  world.policy.put(policy);
  const printed: string[] = [];
  const deps = { ...world.deps, sleep: async () => undefined, print: (text: string) => void printed.push(text) };
  return { ...world, printed, run: (json = false) => planPolicy(json, deps) };
}

describe('a plan at a terminal', () => {
  it('is printed, for people and for systems', async () => {
    const world = aWorld(policyText());

    expect(await world.run()).toBe(0);
    expect(await world.run(true)).toBe(0);

    expect(world.printed[0]).toContain('2 to add, 0 to remove, 0 withheld, 0 kept; everything was read');
    expect(JSON.parse(world.printed[1] ?? '')).toMatchObject({ complete: true, adds: [{}, {}] });
  });

  it('names those who are left out, for people, and tells nobody else of them', async () => {
    const world = aWorld(policyText());
    world.directory.putPerson(ANN, { userPrincipalName: 'ann@contoso.com', enabled: false });

    await world.run();
    await world.run(true);

    expect(world.printed[0]).toContain(`: ann@contoso.com (${ANN}): The account is disabled.`);
    expect([world.printed[1], ...world.lines].join('\n')).not.toContain('ann@contoso.com');
  });

  it('goes without names that the directory does not tell', async () => {
    const world = aWorld(policyText());
    world.directory.putPerson(ANN, { enabled: false });
    world.directory.fail('people', new Failure('denied', 'Authorization_RequestDenied', 'No.'));

    expect(await world.run()).toBe(0);

    expect(world.printed[0]).toContain(`: ${ANN}: The account is disabled.`);
    expect(world.printed[0]).toContain(`user role for ${BOB} at`);
    expect(world.lines.at(-1)).toBe('The directory does not tell their names: No. (Authorization_RequestDenied)');
  });

  it('is none for a policy with problems: only they are told, and nothing is read', async () => {
    const world = aWorld('version: 1\nbindings: [\n');
    world.assignments.there.push(ours(idOf(9)));

    expect(await world.run()).toBe(1);
    expect(await world.run(true)).toBe(1);

    expect(world.printed[0]).toMatch(/^Policy problems \(\d+\)\n/);
    expect(world.printed[0]).not.toMatch(/withheld|dropped|last good/);
    expect(JSON.parse(world.printed[1] ?? '')).toEqual({
      policyProblems: [expect.objectContaining({ line: expect.any(Number) })],
    });
    expect([world.directory.asked, world.assignments.asked]).toEqual([[], []]);
  });
});
