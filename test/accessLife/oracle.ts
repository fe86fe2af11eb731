/** What must stand in the end: worked out from the policy and the truth alone, by rules written a second time. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Assignment, reaches } from '../../src/lib/access/assignment.ts';
import { suffices } from '../../src/lib/access/role.ts';
import type { PlanDocument } from '../../src/lib/access/runs/planDocument.ts';
import { type Giving, givings, isAdopting, type PolicyState, principals } from './policy.ts';
import { grantKey, isOwn, makerOf, reached, type Scene } from './scene.ts';
import { machineNumber, sameScope } from './scopes.ts';
import { closureOf, numberOf, personId, type Truth } from './truth.ts';

/** What may keep something from being as it should be, for good or until a person acts. */
const FOR_GOOD: ReadonlySet<string> = new Set([
  'Exempt',
  'Floor',
  'NotRoleAssignable',
  'WaitsForGroup',
  'WaitsForMembers',
]);

/** What is not as it should be, in words; empty when everything is. */
export function unsettled(plan: PlanDocument, tried: readonly ChangeRecord[], scene: Scene): readonly string[] {
  const truth = scene.truth.now();
  const policy = scene.policy.now();
  const there = scene.there.now();
  const all = givings(policy, truth, scene.clock.now());
  const keysOf = (giving: Giving): readonly string[] =>
    principals(giving, policy, truth).map((principalId) => grantKey({ ...giving, principalId }));
  const wanted = new Set(all.flatMap(keysOf));
  // Whose members nobody shows us, through that nobody new is seen; and nothing is given where nothing is.
  const seen = new Set(all.filter((giving) => !isHidden(giving, truth) && !isGone(giving, truth)).flatMap(keysOf));
  const withheld = new Map(plan.withheld.map((change) => [grantKey(change), change.why.code]));
  // Whom a group lets in needs it as long as what they are to have instead waits.
  const held = tried.filter(({ code }) => code === 'StillNeeded' || code === 'NotReadable');
  const isExempt = (one: ChangeRecord): boolean => reached(one, truth).some((n) => policy.exempt.includes(n));
  const needed = new Set(held.filter((one) => withheld.size > 0 || isExempt(one)).map(grantKey));
  // What takes the place of something is waited for as long as an addition waits, and not without end.
  const waiting = plan.withheld.some(({ action }) => action === 'add') || truth.machines.some(({ gone }) => gone);
  const excused = (key: string): boolean =>
    mayStay(withheld.get(key), scene) ||
    (withheld.get(key) === 'DeniedInGroup' && letsDeniedIn(key, policy, truth)) ||
    needed.has(key) ||
    (waiting && withheld.get(key) === 'WaitsForRole');
  const governed = there.filter((one) => isOwn(one, scene) || isTakenOver(one, all, scene)).map(grantKey);
  const denied = new Set(policy.deny.map(personId));
  const shut = there.filter((one) => denied.has(one.principalId) && isOwn(one, scene)).map(grantKey);
  return [
    ...governed.filter((key) => !wanted.has(key) && !excused(key)).map((key) => `${key} stands, and nobody wants it`),
    ...[...seen]
      .filter((key) => !isGiven(key, there, scene) && !excused(key))
      .map((key) => `${key} is wanted, and does not stand`),
    ...shut
      .filter((key) => !isByGuard(withheld.get(key), scene))
      .map((key) => `${key} stands, and is of somebody who is denied`),
  ];
}

/** Whether somebody who is denied is in the group that the grant is of. */
function letsDeniedIn(key: string, { deny }: PolicyState, truth: Truth): boolean {
  const group = numberOf(key.split(' ')[2] ?? '', 'group');
  return group !== undefined && [...closureOf(truth, group).people].some((n) => deny.includes(n));
}

function isHidden({ binding: { group, assign } }: Giving, truth: Truth): boolean {
  const groups = [group, ...closureOf(truth, group).groups];
  return assign === 'members' && groups.some((n) => truth.groups[n]?.hidden === true);
}

function isGone({ scope }: Giving, { machines }: Truth): boolean {
  const machine = machineNumber(scope);
  return machine !== undefined && machines[machine]?.gone === true;
}

function mayStay(code: string | undefined, scene: Scene): boolean {
  if (code === undefined) return false;
  if (code === 'IncompleteReading') return scene.truth.now().groups.some(({ gone, hidden }) => gone || hidden);
  return FOR_GOOD.has(code) || isByGuard(code, scene);
}

/** Nobody is there to approve it, or somebody has rejected it. */
function isByGuard(code: string | undefined, { world }: Scene): boolean {
  return !world.approver && code !== undefined && (code.startsWith('Guard') || code === 'Rejected');
}

function isTakenOver(one: Assignment, all: readonly Giving[], scene: Scene): boolean {
  if (makerOf(one, scene) !== 'foreign') return false;
  return all.some(({ scope, role, ...rest }) => {
    return isAdopting({ scope, role, ...rest }) && role === one.role && sameScope(scope, one.scope);
  });
}

/** Whether the grant stands, or somebody else gives as much there or above. */
function isGiven(key: string, there: readonly Assignment[], scene: Scene): boolean {
  return there.some((one) => grantKey(one) === key || (!isOwn(one, scene) && covers(one, key)));
}

function covers({ scope, role, principalId }: Assignment, key: string): boolean {
  const [wantedScope = '', wantedRole = '', wantedId = ''] = key.split(' ');
  const needed = wantedRole === 'administrator' ? 'administrator' : 'user';
  return principalId === wantedId && suffices(role, needed) && reaches(scope, wantedScope);
}
