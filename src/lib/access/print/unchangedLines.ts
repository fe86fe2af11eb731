/** Those for whom nothing changes, as lines for people at a terminal. Pure. */
import { defined } from '../../defined.ts';
import { toIso } from '../../time.ts';
import { type Names, nameOf } from '../plan/names.ts';
import type { PlanDocument } from '../runs/planDocument.ts';
import { calledText, roleLine } from './changeLines.ts';

/** Somebody in a group who gets nothing through it, and why. */
export function leftOutLine({ binding, principalId, message }: PlanDocument['leftOut'][number], names: Names): string {
  return `${binding}: ${calledText(principalId, nameOf(principalId, names))}: ${message}`;
}

/** Who is to have access and has it already; through a binding of groups it is the group. */
export function satisfiedLine(
  { role, principalId, scope, endsAt, binding }: PlanDocument['satisfied'][number],
  { bindings }: Pick<PlanDocument, 'bindings'>,
  names: Names,
): string {
  const isGroup = bindings.find(({ name }) => name === binding)?.assign === 'group';
  const who = { principalId, principalType: isGroup ? 'Group' : 'User' };
  return `${binding}: ${roleLine(role, defined({ ...who, principal: nameOf(principalId, names) }))} at ${scope}${until(endsAt)}`;
}

/** An assignment that is not ours. */
export function foreignLine(one: PlanDocument['foreign'][number]): string {
  const maker = one.installationId === undefined ? '' : `, of installation ${one.installationId}`;
  return `${roleLine(one.role, one)} at ${one.scope}${until(one.endsAt)}${maker}`;
}

function until(endsAt: number | undefined): string {
  return endsAt === undefined ? '' : `, until ${toIso(endsAt)}`;
}
