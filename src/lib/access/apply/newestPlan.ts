/** The newest plan, and what it says of one grant: read once for as long as it is the newest. */
import type { Documents } from '../documents.ts';
import type { Grant } from '../ownership.ts';
import type { Change } from '../plan/change.ts';
import { bucketKey } from '../plan/desired.ts';
import { type PlanDocument, planDocumentSchema } from '../runs/planDocument.ts';

export interface PlannedChange {
  readonly plan: PlanDocument;
  readonly change: Change;
}

export interface NewestPlan {
  /** What the newest plan would change about this grant; undefined when nothing, or when there is no plan. */
  find(grant: Grant): Promise<PlannedChange | undefined>;
}

interface Indexed {
  readonly etag: string;
  readonly plan: PlanDocument;
  readonly changes: ReadonlyMap<string, Change>;
}

/** The newest plan in these documents. Each question costs one short call, and the plan itself only when it is another one. */
export function createNewestPlan(documents: Pick<Documents, 'readUnless'>): NewestPlan {
  let known: Indexed | undefined;
  return {
    async find(grant) {
      const found = await documents.readUnless('plan', known?.etag ?? '');
      if (found !== 'same') known = found === undefined ? undefined : indexed(found);
      const change = known?.changes.get(keyOf(grant));
      return known === undefined || change === undefined ? undefined : { plan: known.plan, change };
    },
  };
}

function indexed({ value, etag }: { readonly value: unknown; readonly etag: string }): Indexed | undefined {
  const { data } = planDocumentSchema.safeParse(value);
  if (data === undefined) return undefined;
  const changes = [...data.removes, ...data.adds];
  return { etag, plan: data, changes: new Map(changes.map((change) => [keyOf(change), change])) };
}

function keyOf({ scope, role, principalId }: Grant): string {
  return `${bucketKey(scope, role)} ${principalId}`;
}
