/** What a machine's record says of the others that have, or had, its vmId. */
import type { Instant } from '../time.ts';
import type { Kin } from './kin.ts';
import { armId, type MachineId, sameMachine } from './machineId.ts';
import { type MachineRecord, note } from './record.ts';
import { clonedImage, isOfClones } from './warnings.ts';

/** The record with this kin, and none of what it said of kin before. What is new is a line in the timeline. */
export function withKin(record: MachineRecord, kin: Kin, now: Instant): MachineRecord {
  return moved(warned(record, kin, now), kin, now);
}

function warned({ warnings = [], ...record }: MachineRecord, kin: Kin, now: Instant): MachineRecord {
  const others = warnings.filter((warning) => !isOfClones(warning));
  if (kin.twins.length === 0) return others.length === 0 ? record : { ...record, warnings: others };
  const warning = clonedImage(kin);
  const told = { ...record, warnings: [...others, warning] };
  return others.length < warnings.length ? told : note(told, now, warning.reason, warning.message);
}

function moved(record: MachineRecord, { movedFrom, movedTo }: Kin, now: Instant): MachineRecord {
  const { movedFrom: before, movedTo: _before, ...rest } = record;
  const known = {
    ...rest,
    ...(movedFrom !== undefined && { movedFrom }),
    ...(movedTo !== undefined && { movedTo }),
  };
  if (movedFrom === undefined || isSame(movedFrom, before)) return known;
  return note(known, now, 'Moved', `The machine was moved, or registered again, from ${armId(movedFrom)}.`);
}

function isSame(id: MachineId, other: MachineId | undefined): boolean {
  return other !== undefined && sameMachine(id, other);
}
