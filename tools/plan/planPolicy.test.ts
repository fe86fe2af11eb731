import { describe, expect, it } from 'vitest';
import { DEFAULT_GUARDS } from '../../src/lib/access/policy/guards.ts';
import { Failure } from '../../src/lib/errors.ts';
import { hours } from '../../src/lib/time.ts';
import { NOON } from '../../test/builders/evidence.ts';
import { ANN, aRunWorld, BOB, CYD, idOf, ours, policyText, theirs } from '../../test/builders/runWorld.ts';
import { planPolicy } from './planPolicy.ts';

const DENIED = new Failure('denied', 'AuthorizationFailed', 'No.');
const NOBODY_NEW = { limits: { ...DEFAULT_GUARDS, maxNewUsers: 0, maxNewUsersPercent: 0 } };

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

    expect(await world.run()).toBe(2);
    expect(await world.run(true)).toBe(2);

    expect(world.printed[0]).toContain('2 to add, 0 to remove, 0 withheld, 0 unchanged; everything was read');
    expect(JSON.parse(world.printed[1] ?? '')).toMatchObject({ complete: true, adds: [{}, {}] });
  });

  it.each<[string, (world: ReturnType<typeof aWorld>) => void, number]>([
    ['nothing is to be done', ({ assignments }) => void assignments.there.push(ours(ANN), ours(BOB)), 0],
    ['something is to be added', () => undefined, 2],
    ['something is only withheld', ({ deps }) => void Object.assign(deps.accessSettings, NOBODY_NEW), 2],
    ['a place cannot be read', ({ assignments }) => assignments.fail('all', DENIED), 1],
    ['a group cannot be read', ({ directory }) => directory.fail('members', DENIED), 1],
  ])('ends with an exit code that says that %s', async (_, change, expected) => {
    const world = aWorld(policyText());
    change(world);

    expect(await world.run()).toBe(expected);
    expect(await world.run(true)).toBe(expected);
  });

  it('has times that everybody can read, for systems', async () => {
    const world = aWorld(policyText([{}, { name: 'over', expires: '2020-01-01' }]));
    world.assignments.there.push(theirs(CYD));
    world.assignments.activated.set(theirs(CYD).name, NOON + hours(1));
    Object.assign(world.deps.accessSettings, NOBODY_NEW);

    await world.run(true);

    expect(world.printed[0]).toContain('"endsAt": "2026-11-22T13:00:00.000Z"');
    expect(world.printed[0]).not.toMatch(/: 1[0-9]{12}\b/);
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

    expect(await world.run()).toBe(2);

    expect(world.printed[0]).toContain(`: ${ANN}: The account is disabled.`);
    expect(world.printed[0]).toContain(`+ ${BOB} at`);
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
