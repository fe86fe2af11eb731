/**
 * Which machines have, or had, which vmId. Reports are made from it, and the history of a machine that moved is found by it:
 * without it, clones and moves go unnoticed until the machines are looked at again.
 */
import { foldCase } from '../foldCase.ts';
import type { Instant } from '../time.ts';
import type { MachineId } from './machineId.ts';

/** That a machine has a vmId, or had it when it was last seen. Written by the looks at that machine alone. */
export interface Claim {
  readonly id: MachineId;
  /** Of several machines, the one that came later is where the others may have gone. */
  readonly since: Instant;
  /** A direct GET said 404. */
  readonly gone: boolean;
  /** What the machine's record was last made to say of the others (`saidOf`): who finds it outdated asks for a look. */
  readonly shows: string;
}

/** The claims by vmId, which is as `identityOf` makes it. Every method may throw what the storage says. */
export interface VmIds {
  /** Every claim, in no order. */
  of(vmId: string): Promise<readonly Claim[]>;
  /** Puts the claim in the place of the one that this machine has, if any. */
  put(vmId: string, claim: Claim): Promise<void>;
  /** Removes the claim of this machine, if any. */
  remove(vmId: string, id: MachineId): Promise<void>;
}

/** What may be a key of a table row; the agents of today say a GUID. */
const KEY = /^[0-9a-z-]{1,64}$/;
/** All zeros, or all ones: what firmware says that has no id (DMTF DSP0134, System Information, UUID). */
const NOBODY = /^(?:[0-]*|[f-]*)$/;

/** The vmId as claims have it, in lower case; undefined when it tells no machine from another. */
export function identityOf(vmId: string | undefined): string | undefined {
  const key = vmId === undefined ? undefined : foldCase(vmId);
  return key === undefined || !KEY.test(key) || NOBODY.test(key) ? undefined : key;
}

/** Whether both are known and differ: another machine has registered. The one comparison of vmIds. */
export function isOtherVmId(before: string | undefined, now: string | undefined): boolean {
  const [was, is] = [identityOf(before), identityOf(now)];
  return was !== undefined && is !== undefined && was !== is;
}
