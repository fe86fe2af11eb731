/** What stands at the beginning, who has made it, and what the ledger knows of it. */
import type { Assignment } from '../../src/lib/access/assignment.ts';
import type { GrantRecord } from '../../src/lib/access/grants.ts';
import { assignmentName, descriptionOf } from '../../src/lib/access/ownership.ts';
import type { LoginRole } from '../../src/lib/access/role.ts';
import { hours } from '../../src/lib/time.ts';
import { NOON } from '../builders/evidence.ts';
import { isSameGrant } from './azure.ts';
import { givings, policyOf, principals } from './policy.ts';
import { SCOPES } from './scopes.ts';
import { groupId, nth, numberOf, personId, type Truth } from './truth.ts';
import type { Maker, Standing, Who, World } from './world.ts';

export const INSTALLATION = 'aaaaaaaa-0000-4000-8000-00000000000a';
export const FORMER = 'aaaaaaaa-0000-4000-8000-00000000000b';
const OTHER = 'aaaaaaaa-0000-4000-8000-00000000000c';

const LONG_AGO = NOON - hours(24 * 30);

export function idOfWho(who: Who): string {
  return 'group' in who ? groupId(who.group) : personId(who.person);
}

function whoIs(id: string): Who {
  const group = numberOf(id, 'group');
  return group === undefined ? { person: numberOf(id, 'person') ?? 0 } : { group };
}

/** An assignment as its maker makes it. */
export function madeBy(
  maker: Maker,
  { who, role, scope }: { readonly who: Who; readonly role: LoginRole; readonly scope: string },
  createdAt: number,
): Assignment {
  const principalId = idOfWho(who);
  const principalType = 'group' in who ? 'Group' : 'User';
  const grant = { scope, role, principalId };
  if (maker === 'foreign') return { ...grant, principalType, createdAt, name: foreignName(grant, createdAt) };
  const ids = { own: INSTALLATION, planted: INSTALLATION, twin: INSTALLATION, former: FORMER, other: OTHER };
  const installationId = ids[maker];
  const name = assignmentName(installationId, grant);
  return { ...grant, principalType, createdAt, name, description: descriptionOf({ installationId }) };
}

/** Such as the portal makes: of version 4, and never twice the same. */
function foreignName(grant: Parameters<typeof assignmentName>[1], at: number): string {
  const name = assignmentName(`somebody ${at}`, grant);
  return `${name.slice(0, 14)}4${name.slice(15)}`;
}

export function standingIn(
  world: World,
  truth: Truth,
): {
  readonly assignments: readonly Assignment[];
  readonly makers: Map<string, Maker>;
  readonly recorded: readonly GrantRecord[];
} {
  const assignments: Assignment[] = [];
  const makers = new Map<string, Maker>();
  const recorded: GrantRecord[] = [];
  const put = (assignment: Assignment, plan: Pick<Standing, 'maker' | 'recorded'>): void => {
    if (assignments.some((one) => isSameGrant(one, assignment))) return;
    assignments.push(assignment);
    makers.set(assignment.name, plan.maker);
    const record = recordOf(assignment, plan);
    if (record !== undefined) recorded.push(record);
  };
  for (const plan of world.standing)
    put(madeBy(plan.maker, { ...plan, scope: nth(SCOPES, plan.scope) }, LONG_AGO), plan);
  const policy = policyOf(world);
  for (const giving of world.settled ? givings(policy, truth, NOON) : []) {
    const recorded = policy.bindings.indexOf(giving.binding);
    for (const id of principals(giving, policy, truth))
      put(madeBy('own', { ...giving, who: whoIs(id) }, LONG_AGO), { maker: 'own', recorded });
  }
  return { assignments, makers, recorded };
}

function recordOf(
  { name, scope, role, principalId }: Assignment,
  { maker, recorded }: Pick<Standing, 'maker' | 'recorded'>,
): GrantRecord | undefined {
  if (recorded === 'lost' || maker === 'foreign' || maker === 'other') return undefined;
  const binding = recorded === 'unattributed' ? null : `b${recorded}`;
  return { name, scope, role, principalId, binding, at: LONG_AGO, how: 'written' };
}
