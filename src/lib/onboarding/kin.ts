/**
 * What it means for a machine that others have, or had, its vmId. Two that are there at a time are copies of one image. One
 * that is gone is the same machine as the next that came after it: moved to another resource group or subscription, which
 * keeps the vmId and changes the ARM id, or registered elsewhere. Pure.
 */
import { defined } from '../defined.ts';
import { armId, type MachineId, machineKey, sameMachine } from './machineId.ts';
import type { Claim } from './vmIds.ts';

export interface Kin {
  /** Others that are there at the same time: the first few. */
  readonly twins: readonly MachineId[];
  /** There are more of them. */
  readonly more: boolean;
  readonly movedFrom?: MachineId;
  /** Where a machine that is gone has gone to. */
  readonly movedTo?: MachineId;
}

/** A list for people; and nobody has to be looked at again because a fiftieth clone has come. */
const TWINS_NAMED = 3;

/** The claims in the order in which the machines came. */
export function inOrder(claims: readonly Claim[]): readonly Claim[] {
  return claims.toSorted((a, b) => a.since - b.since || (keyOf(a.id) < keyOf(b.id) ? -1 : 1));
}

/** What the others mean for the machine `id`, whose own claim is among `line`; that is in order. */
export function kinOf(id: MachineId, line: readonly Claim[]): Kin {
  const place = line.findIndex((claim) => sameMachine(claim.id, id));
  const alone = { twins: [], more: false };
  if (line[place]?.gone === true) {
    return defined({ ...alone, movedTo: line.slice(place).find(({ gone }) => !gone)?.id });
  }
  const twins = line.filter((claim, at) => at !== place && !claim.gone).map((claim) => claim.id);
  const before = line[place - 1];
  return defined({
    twins: twins.slice(0, TWINS_NAMED),
    more: twins.length > TWINS_NAMED,
    movedFrom: before?.gone === true ? before.id : undefined,
  });
}

/** The same in a word, to be compared: equal when a record would say the same. */
export function saidOf({ twins, more, movedFrom, movedTo }: Kin): string {
  const key = (id: MachineId | undefined) => id && keyOf(id);
  return JSON.stringify({ twins: twins.map(keyOf), more, movedFrom: key(movedFrom), movedTo: key(movedTo) });
}

function keyOf(id: MachineId): string {
  return `${id.subscriptionId}/${machineKey(id)}`;
}

/** The machines as a sentence names them. */
export function namesOf({ twins, more }: Pick<Kin, 'twins' | 'more'>): string {
  return [...twins.map(armId), ...(more ? ['others'] : [])].join(' and ');
}
