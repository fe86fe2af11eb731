/** The changes of a quarantine, in a document of their own: a row of a table holds a thousand of them at most. */
import * as z from 'zod';
import type { Documents } from '../documents.ts';
import { changeKey } from '../guards/changeKey.ts';
import type { BindingName, Change } from '../plan/change.ts';
import { changeShape } from '../plan/changeShape.ts';
import type { Hasher } from '../plan/plan.ts';
import type { QuarantineKind } from './quarantine.ts';

const document = z.object({ version: z.literal(1), changes: z.array(z.object(changeShape)).readonly() });

/** 64 hex digits over what a quarantine holds, in whatever order: the same set has the same hash. */
export function hashOf(
  {
    binding,
    kind,
    changes,
  }: { readonly binding: BindingName; readonly kind: QuarantineKind; readonly changes: readonly Change[] },
  hasher: Hasher,
): string {
  hasher.update(JSON.stringify([binding, kind]));
  for (const key of changes.map(changeKey).toSorted()) hasher.update(`\n${key}`);
  return hasher.digest();
}

/** The name of the document. */
export function changesName(id: string): string {
  return `quarantines/${id}`;
}

/** Keeps the changes of a quarantine. */
export async function saveChanges(id: string, changes: readonly Change[], documents: Documents): Promise<void> {
  await documents.write(changesName(id), { version: 1, changes });
}

/** The changes of a quarantine; undefined when they are not there, or not those that its hash was made of. */
export async function readChanges(
  quarantine: {
    readonly id: string;
    readonly binding: BindingName;
    readonly kind: QuarantineKind;
    readonly hash: string;
  },
  { documents, newHasher }: { readonly documents: Documents; readonly newHasher: () => Hasher },
): Promise<readonly Change[] | undefined> {
  const { data } = document.safeParse((await documents.read(changesName(quarantine.id)))?.value);
  if (data === undefined) return undefined;
  return hashOf({ ...quarantine, changes: data.changes }, newHasher()) === quarantine.hash ? data.changes : undefined;
}
