/** The assignments of this installation as people at a terminal and other systems get them. Pure. */
import { type Assignment, placeOf, scopeKey } from '../../src/lib/access/assignment.ts';
import { isOrphan, type Names, nameOf } from '../../src/lib/access/plan/names.ts';
import { terminalText } from '../../src/lib/escape/terminal.ts';
import { table } from '../../src/lib/escape/terminalTable.ts';
import { toIso } from '../../src/lib/time.ts';
import type { Ours, Twin } from './ours.ts';
import type { Unread } from './readPlaces.ts';

/** All that was found. */
export interface Found extends Ours {
  readonly names: Names;
  readonly unread: readonly Unread[];
}

const COLUMNS = ['place', 'scope', 'role', 'principal', 'created'];

/** The list, its total, and what was not found out. */
export function printFound({ own, twins, takenFor, unread, names }: Found): string {
  const lines = [
    ...table(
      'Role assignments of this installation',
      COLUMNS,
      own.map((one) => rowOf(one, names)),
    ),
    `${own.length} in total.`,
    ...(takenFor === undefined || own.length === 0 ? [] : [`The app ${takenFor} has made them, as far as they say.`]),
    '',
    ...table(
      `WARNING: made under this installation's id by another app, and so left alone (${twins.length})`,
      [...COLUMNS, 'app'],
      twins.map(({ assignment, appId }) => [...rowOf(assignment, names), appId]),
    ),
    ...(twins.length === 0
      ? []
      : [
          "to do: Find out whose these are. If it is this installation's app, under an earlier identity: --app ID.",
          '',
        ]),
    ...table(
      'Not read: something may be left there',
      ['place', 'why'],
      unread.map(({ scope, code, message }) => [scope, `${message} (${code})`]),
    ),
  ];
  return `${lines
    .map((line) => terminalText(line).trimEnd())
    .join('\n')
    .trimEnd()}\n`;
}

function rowOf(assignment: Assignment, names: Names): string[] {
  const { scope, role, createdAt } = assignment;
  return [
    placeText(scope),
    scope,
    role,
    principalText(assignment, names),
    createdAt === undefined ? '' : toIso(createdAt),
  ];
}

/** Where it counts: what is inherited is listed in other places, too. */
function placeText(scope: string): string {
  if (scopeKey(scope) === '/') return 'tenant';
  const place = placeOf(scope);
  return place.kind === 'subscription' ? `subscription ${place.id}` : `management group ${place.name}`;
}

function principalText({ principalId }: Assignment, names: Names): string {
  const name = nameOf(principalId, names);
  if (name !== undefined) return `${name} (${principalId})`;
  return isOrphan(principalId, names) ? `${principalId} (not in the directory)` : principalId;
}

/** The same for systems: times as text, null for what is not known. */
export function foundView({ own, twins, unread, names }: Found) {
  const view = (assignment: Assignment) => assignmentView(assignment, names);
  return {
    assignments: own.map(view),
    twins: twins.map(({ assignment, appId }: Twin) => ({ ...view(assignment), appId })),
    unread: [...unread],
  };
}

function assignmentView(assignment: Assignment, names: Names) {
  const { name, scope, role, principalId, principalType, createdAt } = assignment;
  return {
    name,
    place: placeText(scope),
    scope,
    role,
    principalId,
    principalType,
    principal: nameOf(principalId, names) ?? null,
    createdAt: createdAt === undefined ? null : toIso(createdAt),
  };
}
