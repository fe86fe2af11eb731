/** What of access needs a person, as checks: from the newest plan. */
import type { ChangeRecord, ChangeRecords } from '../../access/apply/changeRecord.ts';
import type { Documents, PolicySource } from '../../access/documents.ts';
import { placeBefore } from '../../access/policy/problem.ts';
import { decideOn } from '../../access/quarantine/decideOn.ts';
import { statusAt } from '../../access/quarantine/quarantine.ts';
import type { Quarantines } from '../../access/quarantine/quarantines.ts';
import type { AccessSettings } from '../../access/runs/accessDeps.ts';
import { type PlanDocument, planDocumentSchema } from '../../access/runs/planDocument.ts';
import { policyNow } from '../../access/runs/policyNow.ts';
import { type Clock, hours, toIso } from '../../time.ts';

export interface AccessCheck {
  readonly check: string;
  readonly status: 'ok' | 'problem';
  readonly message: string;
  readonly fix?: string;
}

export interface AccessChecksDeps {
  readonly documents: Documents;
  readonly changes: Pick<ChangeRecords, 'list'>;
  readonly quarantines: Pick<Quarantines, 'read'>;
  readonly policySource: PolicySource;
  readonly accessSettings: AccessSettings;
  readonly clock: Clock;
}

/** Changes of a run that are looked at: what keeps failing fails for many. */
const LOOKED_AT = 1000;

/** Readings come and go; removals that none of a day could confirm need somebody. */
const BLOCKED_LONG_MS = hours(24);

/** The checks. No plan yet is no problem: the first run makes one. Throws what the stores throw. */
export async function accessChecks(deps: AccessChecksDeps): Promise<readonly AccessCheck[]> {
  const { documents, changes } = deps;
  const plan = planDocumentSchema.safeParse((await documents.read('plan'))?.value).data;
  if (plan === undefined) return [await beforeFirstPlan(deps)];
  const tried = plan.mode === 'enforce' ? (await changes.list(plan.runId, LOOKED_AT)).items : [];
  return [
    policyCheck(plan),
    ...incompleteChecks(plan),
    ...blockedChecks(plan),
    ...denialChecks(plan),
    ...(await quarantineChecks(plan, deps)),
    ...installationChecks(plan),
    ...failureChecks(plan, tried),
  ];
}

/** Who has set `enforce` waits for changes: what keeps every plan from being carried out is told before the first. */
async function beforeFirstPlan({ policySource, accessSettings, clock }: AccessChecksDeps): Promise<AccessCheck> {
  const waits: AccessCheck = { check: 'access', status: 'ok', message: 'No run has ended yet.' };
  if (accessSettings.mode === 'observe') return waits;
  const { problems } = await policyNow(policySource, undefined, { ...accessSettings, now: clock.now() });
  const [first] = problems;
  if (first === undefined) return waits;
  const message = `${placeBefore(first)}${first.message} ACCESS_MODE is enforce, and nothing can be changed without a policy.`;
  return { check: 'access policy', status: 'problem', message, fix: first.fix };
}

/** Each way in which changes of the newest run have failed, once. */
function failureChecks({ runId }: PlanDocument, tried: readonly ChangeRecord[]): AccessCheck[] {
  const failed = tried.filter(({ status }) => status === 'failed');
  return [...Map.groupBy(failed, ({ code }) => code)].map(([code, alike]) => ({
    check: `changes of access: ${code}`,
    status: 'problem',
    message: `${alike.length === 1 ? 'One change' : `${alike.length} changes`} failed. ${alike[0]?.message ?? ''}`,
    fix: `GET /api/access/runs/${runId} shows which; the next run tries again.`,
  }));
}

function policyCheck({ policyProblems, policy, mode }: PlanDocument): AccessCheck {
  const check = 'access policy';
  const [first] = policyProblems;
  if (first === undefined) {
    const shown = mode === 'observe' ? ' ACCESS_MODE is observe: its changes are shown, and not made.' : '';
    return { check, status: 'ok', message: `The policy is valid.${shown}` };
  }
  const more =
    policyProblems.length === 1 ? '' : ` There are ${policyProblems.length} problems; GET /api/access/plan has all.`;
  const holds =
    policy === undefined
      ? 'there is no earlier policy that could be followed.'
      : `what stands is by the last good policy, read ${toIso(policy.readAt)}.`;
  const message = `${placeBefore(first)}${first.message}${more} Nothing is changed until it is mended: ${holds}`;
  return { check, status: 'problem', message, fix: first.fix };
}

function incompleteChecks({ incomplete }: PlanDocument): AccessCheck[] {
  return incomplete.map(({ binding, message, fix }) => ({
    check: `binding ${binding}`,
    status: 'problem',
    message: `${message} Nobody is removed for it meanwhile.`,
    fix,
  }));
}

/** Those of the plan that still wait: somebody may have decided since it was made. */
async function quarantineChecks(
  { quarantines: planned }: PlanDocument,
  { quarantines, clock }: AccessChecksDeps,
): Promise<AccessCheck[]> {
  const waiting = planned.filter(({ status }) => status === 'pending');
  const found = await Promise.all(waiting.map(({ id }) => quarantines.read(id)));
  const now = clock.now();
  return waiting
    .filter((_, index) => found[index] !== undefined && statusAt(found[index].quarantine, now) === 'pending')
    .map(({ id, binding, kind, count, why, hash }) => ({
      check: `quarantine of ${binding ?? 'no binding'}`,
      status: 'problem',
      message: `Its ${kind} (${count}) wait for an approver. ${why}`,
      fix: `${decideOn(id)} with the hash ${hash}.`,
    }));
}

function installationChecks({ warnings }: PlanDocument): AccessCheck[] {
  return warnings
    .filter(({ code }) => code === 'OtherInstallation' || code === 'SharedInstallation')
    .map(({ message, fix }) => ({ check: 'installation', status: 'problem', message, fix }));
}

/** Removals that wait although nobody withholds them: who left still gets in. */
function blockedChecks({ bindings, at }: PlanDocument): AccessCheck[] {
  return bindings.flatMap(({ name, blockedSince = at }) => {
    if (at - blockedSince < BLOCKED_LONG_MS) return [];
    return [
      {
        check: `removals of ${name}`,
        status: 'problem',
        message: `An incomplete reading has blocked them since ${toIso(blockedSince)}: who left may still get in.`,
        fix: 'Mend what the checks "binding …" name; after 7 days, what may be removed all the same is put before an approver.',
      },
    ];
  });
}

function denialChecks({ warnings }: PlanDocument): AccessCheck[] {
  return warnings
    .filter(({ code }) => code === 'DenyIneffective')
    .map(({ message, fix }) => ({ check: 'denied person', status: 'problem', message, fix }));
}
