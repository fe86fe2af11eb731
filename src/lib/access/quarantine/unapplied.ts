/** What an approval has let through already, and what it has not: as the newest run and the ledger of grants tell. */

import type { ChangeRecord, ChangeRecords } from '../apply/changeRecord.ts';
import { placeKey, placeOf, scopeKey } from '../assignment.ts';
import type { GrantRecord, Grants } from '../grants.ts';
import { changeKey } from '../guards/changeKey.ts';
import type { Change } from '../plan/change.ts';
import { planDocumentSchema } from '../runs/planDocument.ts';
import { readChanges } from './changes.ts';
import type { QuarantineDeps } from './known.ts';
import type { Quarantine } from './quarantine.ts';

export interface UnappliedDeps extends QuarantineDeps {
  readonly grants: Pick<Grants, 'list'>;
  readonly changes: Pick<ChangeRecords, 'list'>;
}

const PAGE = 1000;

/** The changes of an approved quarantine that it may still let through. Where nothing tells of one, it may. */
export async function unapplied(quarantine: Quarantine, deps: UnappliedDeps): Promise<readonly Change[]> {
  const changes = (await readChanges(quarantine, deps)) ?? [];
  const { data: plan } = planDocumentSchema.safeParse((await deps.documents.read('plan'))?.value);
  const isMine = (one: { readonly quarantine?: string }): boolean => one.quarantine === quarantine.id;
  const planned = new Set([...(plan?.adds ?? []), ...(plan?.removes ?? [])].filter(isMine).map(changeKey));
  const records = plan === undefined ? [] : await recordsOf(plan.runId, deps);
  const done = new Set(records.filter((one) => isMine(one) && one.status === 'done').map(changeKey));
  const begun = new Set((await grantsAt(changes, deps)).filter(isMine).map(begunKey));
  return changes.filter((change) => {
    const key = changeKey(change);
    // The ledger is written before Azure is asked: what the newest plan names again was not made.
    return !done.has(key) && (planned.has(key) || !begun.has(grantKey(change)));
  });
}

async function recordsOf(runId: string, { changes }: UnappliedDeps): Promise<readonly ChangeRecord[]> {
  const records: ChangeRecord[] = [];
  let from: string | undefined;
  do {
    const page = await changes.list(runId, PAGE, from);
    records.push(...page.items);
    from = page.next;
  } while (from !== undefined);
  return records;
}

async function grantsAt(changes: readonly Change[], { grants }: UnappliedDeps): Promise<readonly GrantRecord[]> {
  const places = new Map(changes.map(({ scope }) => [placeKey(placeOf(scope)), placeOf(scope)]));
  const found: GrantRecord[] = [];
  for (const place of places.values()) found.push(...(await grants.list(place)).values());
  return found;
}

function begunKey({ how, ...grant }: GrantRecord): string {
  return grantKey({ ...grant, action: how === 'removed' ? 'remove' : 'add' });
}

function grantKey({
  action,
  scope,
  role,
  principalId,
}: Pick<Change, 'action' | 'scope' | 'role' | 'principalId'>): string {
  return `${action} ${scopeKey(scope)} ${role} ${principalId}`;
}
