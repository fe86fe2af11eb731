/** Worlds for the access planner as fast-check makes them: small, and full of everything that can meet. */
import * as fc from 'fast-check';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import type { Binding } from '../../src/lib/access/policy/policy.ts';
import { GROUP_GAPS, type GroupReading, LEFT_OUT_REASONS } from '../../src/lib/access/readings/groupReading.ts';
import type { SelectableMachine } from '../../src/lib/access/readings/machineSelector.ts';
import type { LoginRole } from '../../src/lib/access/role.ts';
import { hours, minutes } from '../../src/lib/time.ts';
import {
  type AccessWorld,
  ANOTHER,
  aBinding,
  aGroup,
  aSelectableMachine,
  FORMER,
  foreign,
  LONG_AGO,
  machineId,
  OTHER_SUB,
  own,
  PROD,
  ROOT,
  SUB,
  TWIN_APP,
  WEB,
} from './accessWorld.ts';
import { NOON } from './evidence.ts';

const PEOPLE = ['ann', 'bob', 'eve', 'max'] as const;
const GROUPS = ['ops', 'staff', 'web'] as const;
const MACHINES = ['web-1', 'web-2', 'db-1'] as const;
/** Two spellings of one scope are among them. */
const SCOPES = [PROD, SUB, WEB, WEB.toUpperCase(), OTHER_SUB, machineId('web-1'), machineId('db-1')] as const;

/** How far apart two readings must be. */
export const CONFIRM_MS = minutes(5);

/** Who made an assignment. Only the first four are ours. */
export const MAKERS = ['own', 'ownSilent', 'former', 'twin', 'another', 'foreign', 'forged'] as const;
export type Maker = (typeof MAKERS)[number];

export interface MadeAssignment extends Assignment {
  readonly maker: Maker;
}

export interface RandomWorld extends AccessWorld {
  readonly bindings: readonly Binding[];
  readonly groups: readonly GroupReading[];
  readonly there: readonly MadeAssignment[];
  readonly deny: readonly string[];
  readonly machines: readonly SelectableMachine[];
  readonly held: boolean;
  readonly confirmMs: number;
  readonly absent: NonNullable<AccessWorld['absent']>;
  readonly blockedSince: NonNullable<AccessWorld['blockedSince']>;
}

/** `rarely` other than the first. */
const mostly = <T>(usual: T, other: fc.Arbitrary<T>, weight = 5) =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });

/** Most of it meets at few scopes: elsewhere there is little to decide. */
const role = mostly<LoginRole>('user', fc.constant('administrator'), 2);
const scopes = fc.oneof(
  { weight: 2, arbitrary: fc.constant([SUB]) },
  { weight: 1, arbitrary: fc.subarray([SUB, WEB], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.subarray([...SCOPES], { minLength: 1, maxLength: 3 }) },
);
const scope = fc.oneof(
  { weight: 3, arbitrary: fc.constant(SUB) },
  { weight: 2, arbitrary: fc.constantFrom(...SCOPES, ROOT) },
);

const binding = fc
  .record({
    group: fc.constantFrom(...GROUPS),
    role,
    at: scopes,
    machines: mostly<string | undefined>(undefined, fc.constantFrom('web-*', '*', 'nothing'), 2),
    assign: fc.constantFrom<Binding['assign']>('members', 'group'),
    expires: mostly<string | undefined>(undefined, fc.constantFrom('2026-11-21', '2026-11-22')),
    adopt: mostly(false, fc.constant(true)),
  })
  .map(({ machines, expires, ...rest }) => ({
    ...rest,
    ...(machines !== undefined && { machines: { name: machines } }),
    ...(expires !== undefined && { expires }),
  }));

const group = (id: string) =>
  fc
    .record({
      members: fc.array(fc.constantFrom<'eligible' | 'not'>('eligible', 'not'), { minLength: 4, maxLength: 4 }),
      reason: fc.constantFrom(...LEFT_OUT_REASONS),
      gap: mostly(undefined, fc.constantFrom(...GROUP_GAPS), 4),
    })
    .map(({ members, reason, gap }) => {
      const eligible = PEOPLE.filter((_, index) => members[index] === 'eligible');
      const [first] = PEOPLE.filter((_, index) => members[index] === 'not');
      // Who is left out as not readable makes the reading incomplete, always.
      const told = reason === 'notReadable' ? (gap ?? 'PermissionMissing') : gap;
      const leftOut = first === undefined ? [] : [{ id: first, reason }];
      return aGroup(id, eligible, { leftOut, ...(told !== undefined && { gap: told }) });
    });

const assignment = fc
  .record({
    maker: fc.oneof(
      { weight: 5, arbitrary: fc.constant<Maker>('own') },
      { weight: 3, arbitrary: fc.constantFrom(...MAKERS.filter((maker) => maker !== 'twin')) },
    ),
    principalId: fc.constantFrom(...PEOPLE, ...GROUPS, 'pc'),
    role,
    scope,
    conditional: mostly(false, fc.constant(true), 9),
    createdAt: mostly<number | undefined>(LONG_AGO, fc.constantFrom(undefined, NOON - minutes(14)), 9),
  })
  .map(made);

function made(parts: {
  readonly maker: Maker;
  readonly principalId: string;
  readonly role: LoginRole;
  readonly scope: string;
  readonly conditional: boolean;
  readonly createdAt: number | undefined;
}): MadeAssignment {
  const { maker, principalId, role, conditional, createdAt } = parts;
  // Of us nothing ever stands at the root.
  const scope = parts.scope === ROOT && OURS.has(maker) ? SUB : parts.scope;
  const principalType = GROUPS.some((id) => id === principalId) ? 'Group' : 'User';
  const rest = { principalType, ...(conditional && { conditional: true as const }) };
  const name = `${maker}-${scope.toLowerCase()}-${role}-${principalId}`;
  const { description: _silent, ...silent } = own(principalId, role, scope, rest);
  const all: Readonly<Record<Maker, Assignment>> = {
    own: own(principalId, role, scope, rest),
    ownSilent: silent,
    former: own(principalId, role, scope, { ...rest, by: FORMER }),
    twin: own(principalId, role, scope, { ...rest, appId: TWIN_APP }),
    another: own(principalId, role, scope, { ...rest, by: ANOTHER }),
    foreign: foreign(principalId, role, scope, { ...rest, name }),
    forged: own(principalId, role, scope, { ...rest, name }),
  };
  const { createdAt: _long, ...one } = all[maker];
  return { ...one, ...(createdAt !== undefined && { createdAt }), maker };
}

const OURS: ReadonlySet<Maker> = new Set<Maker>(['own', 'ownSilent', 'former', 'twin']);

/** Whether the world says that an assignment is ours. */
export const isMadeByUs = ({ maker }: MadeAssignment): boolean => OURS.has(maker);

const machine = fc.record({
  name: fc.constantFrom(...MACHINES),
  windows: mostly<boolean | null>(true, fc.constantFrom(false, null)),
});

/** When complete readings first lacked somebody: now, not long enough ago, and just. */
const lacking = fc.constantFrom(NOON, NOON - CONFIRM_MS + 1, NOON - CONFIRM_MS);
const absentFrom = fc.dictionary(fc.constantFrom(...PEOPLE, ...GROUPS), lacking, { noNullPrototype: true });

/** Small worlds. In Azure there is one assignment of a role to a principal at a scope, and so there is here. */
export function accessWorlds(): fc.Arbitrary<RandomWorld> {
  return fc
    .record({
      bindings: fc.oneof(
        { weight: 9, arbitrary: fc.array(binding, { minLength: 2, maxLength: 4 }) },
        { weight: 1, arbitrary: fc.array(binding, { maxLength: 1 }) },
      ),
      groups: fc.tuple(...GROUPS.map(group)),
      groupsRead: mostly<readonly string[]>(GROUPS, fc.subarray([...GROUPS])),
      there: fc.uniqueArray(assignment, {
        maxLength: 10,
        selector: ({ scope, role, principalId }) => `${scope.toLowerCase()} ${role} ${principalId}`,
      }),
      twin: mostly(false, fc.constant(true), 9),
      deny: mostly<readonly string[]>([], fc.subarray([...PEOPLE]), 2),
      exempt: mostly<readonly string[]>([], fc.subarray([...PEOPLE]), 2),
      ending: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      pim: mostly(true, fc.constant(false)),
      unreadable: mostly<readonly string[]>([], fc.subarray([PROD, SUB, OTHER_SUB])),
      unread: mostly<readonly string[]>([], fc.subarray([PROD, SUB, OTHER_SUB])),
      machines: fc.uniqueArray(machine, { maxLength: 3, selector: ({ name }) => name }),
      machinesGap: mostly<string | undefined>(undefined, fc.constant('a page is missing')),
      recorded: fc.array(fc.nat({ max: 4 }), { minLength: 10, maxLength: 10 }),
      blocked: mostly<readonly number[]>([], fc.subarray([0, 1, 2, 3])),
      held: mostly(false, fc.constant(true), 19),
      confirmMs: mostly(CONFIRM_MS, fc.constant(0), 2),
      absent: fc.dictionary(fc.constantFrom(...GROUPS), absentFrom, { noNullPrototype: true }),
      newPolicy: mostly(false, fc.constant(true)),
      blockedSince: fc.dictionary(fc.constantFrom('b0', 'b1'), fc.constantFrom(NOON - hours(168), NOON), {
        noNullPrototype: true,
      }),
      lost: mostly<readonly number[]>([], fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])),
    })
    .map(({ bindings, groups, groupsRead, there: found, twin, exempt, ending, pim, ...rest }) => {
      const there = twin
        ? found.map((one) =>
            one.maker === 'own' ? made({ ...one, createdAt: one.createdAt, conditional: false, maker: 'twin' }) : one,
          )
        : found;
      const ends = there.filter(({ maker }, index) => maker === 'foreign' && ending.includes(index));
      const { machinesGap, machines, recorded, blocked, lost, ...plain } = rest;
      return {
        ...plain,
        bindings: bindings.map((parts, index) => aBinding({ ...parts, name: `b${index}` })),
        groups: groups.filter(({ groupId }) => groupsRead.includes(groupId)),
        there,
        exempt: exempt.map((principal, index) => ({
          principal,
          owner: 'cto',
          reason: 'on call',
          until: index % 2 === 0 ? '2026-11-22' : '2026-11-21',
        })),
        activations: pim ? Object.fromEntries(ends.map(({ name }, index) => [name, NOON + index * 1000])) : null,
        alsoRead: [SUB, OTHER_SUB, PROD],
        machines: machines.map(({ name, windows }) => aSelectableMachine(name, { windows })),
        ...(machinesGap !== undefined && { machinesGap }),
        // Of some it is on record that `b4` wanted them, which no policy names.
        recorded: Object.fromEntries(
          there.flatMap(({ name }, index) => (index % 2 === 0 ? [[name, `b${recorded[index]}`]] : [])),
        ),
        unrecorded: there.filter((_, index) => lost.includes(index)).map(({ name }) => name),
        blocked: blocked.map((index) => `b${index}`),
      };
    });
}
