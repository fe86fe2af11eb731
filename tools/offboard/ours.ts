/** Which assignments are this installation's. Pure. */
import { type Assignment, scopeKey } from '../../src/lib/access/assignment.ts';
import { makerOf, ownershipOf, type Self } from '../../src/lib/access/ownership.ts';

/** An assignment that another app has made under this installation's id. */
export interface Twin {
  readonly assignment: Assignment;
  /** Object id of that app. */
  readonly appId: string;
}

export interface Ours {
  readonly own: readonly Assignment[];
  readonly twins: readonly Twin[];
  /** The app that `own` was taken to be of, since nobody said which it is and no other has used the installation's id. */
  readonly takenFor?: string;
}

/** Stands for an app that made nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** By its name of this installation, or of a former one, whichever app has made it. */
export function isByName(assignment: Assignment, { installationId, formerInstallationIds }: Self): boolean {
  const { kind } = ownershipOf(assignment, { installationId, formerInstallationIds });
  return kind === 'own' || kind === 'twin';
}

/** Ours among those that are ours by their names, each once, in a settled order. */
export function oursOf(assignments: readonly Assignment[], self: Self): Ours {
  const there = settled(assignments);
  const takenFor = self.appId === undefined ? appAmong(makersOf(there, self)) : undefined;
  const us: Self = takenFor === undefined ? self : { ...self, appId: takenFor };
  const own: Assignment[] = [];
  const twins: Twin[] = [];
  for (const assignment of there) {
    const ownership = ownershipOf(assignment, us);
    if (ownership.kind === 'own') own.push(assignment);
    if (ownership.kind === 'twin') twins.push({ assignment, appId: ownership.appId });
  }
  return { own, twins, ...(takenFor !== undefined && takenFor !== NOBODY && { takenFor }) };
}

/**
 * People who run a command are not the app; without its id, what is there tells it: when one app alone has used this
 * installation's id, it is that one, and of several none.
 */
function appAmong(makers: readonly string[]): string | undefined {
  return makers.length > 1 ? NOBODY : makers[0];
}

/** What is inherited shows in every place below. */
function settled(assignments: readonly Assignment[]): readonly Assignment[] {
  const byKey = new Map(
    assignments.map((one) => [`${scopeKey(one.scope)} ${one.role} ${one.principalId} ${one.name}`, one]),
  );
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/** The apps whose ids stand in the descriptions of this installation's assignments. */
function makersOf(assignments: readonly Assignment[], self: Self): readonly string[] {
  const made = assignments.flatMap(({ description }) => makerOf(description) ?? []);
  return [
    ...new Set(
      made.flatMap(({ installationId, appId }) => (installationId === self.installationId ? (appId ?? []) : [])),
    ),
  ];
}
