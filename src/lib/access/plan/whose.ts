/** Whose assignments are, with as few names computed as can be: a plan may look at a million assignments. Pure. */
import type { Assignment } from '../assignment.ts';
import { descriptionOf, makerOf, type Ownership, ownershipOf, type Self } from '../ownership.ts';

export interface Whose {
  /** By its name, which is computed. */
  ownership(assignment: Assignment): Ownership;
  /** Ours by its name. */
  isOwn(assignment: Assignment): boolean;
  /**
   * Ours, or said to be by its description. For what is wanted: that is kept or given whoever made it, so a claim may be
   * believed and no name computed. Nothing is ever removed because of a claim.
   */
  seemsOwn(assignment: Assignment): boolean;
  /** Another app that made it under this installation's id. */
  twinOf(assignment: Assignment): string | undefined;
}

/** Tells whose assignments are, as seen by us. */
export function whoseFor(self: Self): Whose {
  const mark = descriptionOf(self);
  // Ours are asked about once, those of others several times.
  const ofOthers = new Map<Assignment, Ownership>();
  const ownership = (assignment: Assignment): Ownership => {
    const known = ofOthers.get(assignment);
    if (known !== undefined) return known;
    const found = ownershipOf(assignment, self);
    if (found.kind !== 'own') ofOthers.set(assignment, found);
    return found;
  };
  const isOwn = (assignment: Assignment): boolean => {
    const { kind } = ownership(assignment);
    return kind === 'own' || kind === 'twin';
  };
  return {
    ownership,
    isOwn,
    seemsOwn: (assignment) =>
      assignment.description === mark ||
      makerOf(assignment.description)?.installationId === self.installationId ||
      isOwn(assignment),
    twinOf(assignment) {
      const { description } = assignment;
      // Without the id of an app in its description it cannot be of another one.
      if (description === mark || makerOf(description)?.appId === undefined) return undefined;
      const found = ownership(assignment);
      return found.kind === 'twin' ? found.appId : undefined;
    },
  };
}
