import { describe, expect, it } from 'vitest';
import { aMachine, aMachineId } from '../../../../../test/builders/machine.ts';
import { aBinding, aPolicy, aProofWorld, type ProofWorld } from '../../../../../test/builders/proofWorld.ts';
import { ADMINS, ANN, CYD, STAFF, SUB } from '../../../../../test/builders/runWorld.ts';
import { armId } from '../../../onboarding/machineId.ts';
import type { Change } from '../../plan/change.ts';
import { DEFAULT_GUARDS } from '../../policy/guards.ts';
import type { AccessPolicy } from '../../policy/policy.ts';
import { proveAddition } from './addition.ts';

const WEB = armId(aMachineId('web-1'));
const SELECTING = { kind: 'machines', selector: { tags: { role: 'web' } } } as const;

const change = (parts: Partial<Change> = {}): Change => ({
  action: 'add',
  scope: SUB,
  role: 'user',
  principalId: ANN,
  principalType: 'User',
  binding: 'staff',
  reason: 'member',
  ...parts,
});

const heldBy = async (world: ProofWorld, what = change(), policy: AccessPolicy = aPolicy()) =>
  (await proveAddition(what, policy, world.deps)).hold?.held;

describe('the proof of an addition', () => {
  it('is that the policy wants it, and the directory calls them enabled and a member', async () => {
    const world = aProofWorld();

    const proof = await proveAddition(change(), aPolicy(), world.deps);

    expect(proof.hold).toBeUndefined();
    expect(proof.evidence.map(({ check }) => check)).toEqual([
      'policy',
      'directory: the person',
      'directory: membership',
    ]);
    expect(world.directory.asked).toEqual([`person ${ANN}`, `confirmedMembers ${STAFF}`]);
  });

  it.each<[string, Partial<Change>, AccessPolicy]>([
    ['its binding is gone', {}, aPolicy([aBinding({ name: 'other' })])],
    ['its binding has ended', {}, aPolicy([aBinding({ expires: '2020-01-01' })])],
    ['its binding gives another role', { role: 'administrator' }, aPolicy()],
    ['its binding does not name the scope', { scope: `${SUB}/resourceGroups/rg` }, aPolicy()],
    ['the policy denies them', {}, aPolicy([aBinding()], { deny: [ANN] })],
    ['its binding names the group now', {}, aPolicy([aBinding({ assign: 'group' })])],
    ['its binding names the members now', { principalId: STAFF, principalType: 'Group' }, aPolicy()],
    ['nobody knows through which binding', { binding: null }, aPolicy()],
  ])('fails when %s, and asks nobody', async (_why, parts, policy) => {
    const world = aProofWorld();

    expect(await heldBy(world, change(parts), policy)).toBe('NoLongerWanted');
    expect(world.directory.asked).toEqual([]);
  });

  it.each<[string, (world: ProofWorld) => void, string]>([
    ['are deleted', ({ directory }) => directory.remove(ANN), 'NotInDirectory'],
    ['are gone', ({ directory }) => directory.purge(ANN), 'NotInDirectory'],
    ['are disabled', ({ directory }) => directory.putPerson(ANN, { enabled: false }), 'NotEnabled'],
    ['are a guest', ({ directory }) => directory.putPerson(ANN, { userType: 'Guest' }), 'Guest'],
    ['may be disabled', ({ directory }) => directory.putPerson(ANN, { enabled: null }), 'NotReadable'],
    ['are a guest in capitals', ({ directory }) => directory.putPerson(ANN, { userType: 'GUEST' }), 'Guest'],
    [
      'are of a type that this app does not know',
      ({ directory }) => directory.putPerson(ANN, { userType: 'Robot' }),
      'NotReadable',
    ],
    ['have left the group', ({ directory }) => directory.put(STAFF, { members: [] }), 'NotAMember'],
    ['are unknown where their groups are checked', ({ directory }) => directory.unknownToChecks.add(ANN), 'NotAMember'],
  ])('fails when they %s', async (_how, happens, code) => {
    const world = aProofWorld();
    happens(world);

    expect(await heldBy(world)).toBe(code);
  });

  it.each(['member', 'MEMBER', null])('takes userType %s for a member of the tenant', async (userType) => {
    const world = aProofWorld();
    world.directory.putPerson(ANN, { userType });

    expect(await heldBy(world)).toBeUndefined();
  });

  it('of the group itself is that the group is there, and is what GUARDS ask', async () => {
    const group = change({ principalId: STAFF, principalType: 'Group', reason: 'group', role: 'administrator' });
    const policy = aPolicy([aBinding({ assign: 'group', role: 'administrator' })]);

    expect(await heldBy(aProofWorld(), group, policy)).toBe('NotRoleAssignable');
    const absent = aProofWorld();
    absent.directory.remove(STAFF);
    expect(await heldBy(absent, group, policy)).toBe('GroupGone');
    const right = aProofWorld();
    right.directory.put(STAFF, { roleAssignable: true });
    expect(await heldBy(right, group, policy)).toBeUndefined();
    expect(right.directory.asked).toEqual([`group ${STAFF}`]);
  });

  it('of the group itself is that no denied person is a member, through any level', async () => {
    const group = change({ principalId: STAFF, principalType: 'Group', reason: 'group' });
    const policy = aPolicy([aBinding({ assign: 'group', guards: { requireRoleAssignable: 'none' } })], { deny: [CYD] });
    const world = aProofWorld({ limits: { ...DEFAULT_GUARDS, requireRoleAssignable: 'none' } });

    expect(await heldBy(world, group, policy)).toBeUndefined();
    world.directory.unknownToChecks.add(CYD);
    expect(await heldBy(world, group, policy)).toBe('NotReadable');
    world.directory.remove(CYD);
    expect(await heldBy(world, group, policy)).toBeUndefined();
    world.directory.putPerson(CYD);
    world.directory.unknownToChecks.clear();
    world.directory.put(ADMINS, { members: [CYD] });
    world.directory.put(STAFF, { members: [ANN, ADMINS] });
    expect(await heldBy(world, group, policy)).toBe('DeniedInGroup');
  });

  it('of an administrator asks for a role-assignable group only where GUARDS do', async () => {
    const cyd = change({ principalId: CYD, role: 'administrator', binding: 'admins' });
    const binding = aBinding({ name: 'admins', role: 'administrator', group: { id: ADMINS } });
    const asking = aPolicy([{ ...binding, guards: { requireRoleAssignable: 'all' } }]);
    const world = aProofWorld();

    expect(await heldBy(world, cyd, aPolicy([binding]))).toBeUndefined();
    expect(world.directory.asked).not.toContain(`group ${ADMINS}`);
    expect(await heldBy(world, cyd, asking)).toBeUndefined();
    world.directory.put(ADMINS, { members: [CYD], roleAssignable: false });
    expect(await heldBy(world, cyd, asking)).toBe('NotRoleAssignable');
  });

  it('on a machine is that the selector still chooses it, by the tags that Azure shows now', async () => {
    const onWeb = change({ scope: WEB });
    const policy = aPolicy([aBinding({ target: SELECTING })]);
    const world = aProofWorld();

    expect(await heldBy(world, onWeb, policy)).toBe('MachineUnreadable');
    world.machinesThere.push(aMachine({ id: aMachineId('web-1'), tags: { Role: 'web' } }));
    expect(await heldBy(world, onWeb, policy)).toBeUndefined();
    world.machinesThere[0] = aMachine({ id: aMachineId('web-1'), tags: { role: 'db' } });
    expect(await heldBy(world, onWeb, policy)).toBe('MachineUnmatched');
    world.machinesThere[0] = aMachine({ id: aMachineId('web-1'), tags: { role: 'web' }, os: {} });
    expect(await heldBy(world, onWeb, policy)).toBe('MachineUnreadable');
    expect(await heldBy(world, change(), policy)).toBe('MachineUnreadable');
  });

  it('never names a person in its evidence', async () => {
    const { evidence } = await proveAddition(change(), aPolicy(), aProofWorld().deps);

    expect(JSON.stringify(evidence)).not.toContain(ANN);
  });
});
