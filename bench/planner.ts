/**
 * How long the access planner takes for many memberships, and how much memory: 4,000 to a subscription, the most that Azure
 * allows. Each size is a process of its own, so that no world pays for the one before. `node bench/planner.ts 50000` takes
 * as many as it is told.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import type { Assignment } from '../src/lib/access/assignment.ts';
import type { GrantRecord } from '../src/lib/access/grants.ts';
import { assignmentName, descriptionOf, type Grant, type Self } from '../src/lib/access/ownership.ts';
import { NO_NAMES } from '../src/lib/access/plan/names.ts';
import { plan } from '../src/lib/access/plan/plan.ts';
import type { PlanInput } from '../src/lib/access/plan/planInput.ts';
import type { Binding } from '../src/lib/access/policy/policy.ts';
import type { GroupReading } from '../src/lib/access/readings/groupReading.ts';
import type { PlaceReading } from '../src/lib/access/readings/placeReading.ts';
import { parseScope, type Scope, scopeId } from '../src/lib/access/scope.ts';

const PER_SUBSCRIPTION = 4000;

const CASES = ['all new', 'nothing to change', 'half left', 'to a management group'] as const;
/** One group that gets a role in its whole subscription, or one of forty people in a hundred resource groups. */
const SCOPES = [1, 100] as const;

const CORP = '/providers/Microsoft.Management/managementGroups/corp';

const id = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const self: Self = { installationId: id(0xa), formerInstallationIds: [id(0xb)], appId: id(0xc) };

const [, , first = '', kind, scopes] = process.argv;
if (kind === undefined) table(first === '' ? [1e4, 1e5, 1e6] : [Number(first)]);
else console.log(JSON.stringify(await measured(Number(first), kind, Number(scopes))));

function table(sizes: readonly number[]): void {
  const rows = sizes.flatMap((memberships) =>
    SCOPES.flatMap((scopes) =>
      CASES.map((kind) => {
        const args = ['bench/planner.ts', String(memberships), kind, String(scopes)];
        const measured: object = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
        return { memberships, 'scopes a subscription': scopes, world: kind, ...measured };
      }),
    ),
  );
  console.table(rows);
}

async function measured(memberships: number, kind: string, scopes: number): Promise<object> {
  const input = world(memberships, kind, scopes);
  const started = performance.now();
  const { adds, removes, kept } = await plan(
    input,
    async () => ({ names: NO_NAMES, deniedIn: new Map(), listed: new Map() }),
    sha256,
  );
  const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
  // The most that the process ever had, the world itself among it.
  const mebibytes = Math.round(process.resourceUsage().maxRSS / 1024);
  return { adds: adds.length, removes: removes.length, kept, seconds, mebibytes };
}

function world(memberships: number, kind: string, scopes: number): PlanInput {
  const bindings: Binding[] = [];
  const groups = new Map<string, GroupReading>();
  const places = new Map<string, PlaceReading>();
  const recorded = new Map<string, GrantRecord>();
  for (let from = 0; from < memberships; from += PER_SUBSCRIPTION) {
    const subscription = id(1e9 + from);
    const people = Math.min(PER_SUBSCRIPTION, memberships - from) / scopes;
    const eligible = Array.from({ length: people }, (_, n) => id(from + n));
    const at = Array.from({ length: scopes }, (_, n) => scopeOf(subscription, scopes, n));
    const texts = at.map(scopeId);
    const groupId = id(2e9 + from);
    const name = `binding-${from}`;
    bindings.push({
      name,
      group: { id: groupId },
      role: 'user',
      target: { kind: 'scopes', scopes: kind === 'to a management group' ? [aScope(CORP)] : at },
      assign: 'members',
      adopt: false,
      guards: {},
    });
    const stay = kind === 'half left' ? eligible.filter((_, n) => n % 2 === 0) : eligible;
    groups.set(groupId, reading(groupId, stay));
    const there = kind === 'all new' ? [] : texts.flatMap((scope) => eligible.map((one) => assignment(scope, one)));
    for (const one of there) recorded.set(one.name, record(one, name));
    places.set(`subscription-${subscription}`, {
      version: 1,
      place: { kind: 'subscription', id: subscription },
      readAt: 0,
      assignments: there,
      used: there.length,
      denials: [],
      activations: {},
    });
  }
  const policy = { bindings, exemptions: [], deny: [] };
  return {
    policy,
    groups,
    places,
    self,
    recorded,
    absentSince: () => -1,
    confirmMs: 1,
    policySeenBefore: true,
    blockedSince: () => undefined,
    history: new Map(),
    blocked: () => undefined,
    held: false,
    now: 0,
  };
}

function record({ name, scope, role, principalId }: Assignment, binding: string): GrantRecord {
  return { name, scope, role, principalId, binding, at: 0, how: 'written' };
}

function scopeOf(subscriptionId: string, scopes: number, n: number): Scope {
  const text = `/subscriptions/${subscriptionId}`;
  return aScope(scopes === 1 ? text : `${text}/resourceGroups/rg-${n}`);
}

function aScope(text: string): Scope {
  const read = parseScope(text);
  if (!read.ok) throw new Error(read.message);
  return read.scope;
}

function reading(groupId: string, eligible: string[]): GroupReading {
  return { version: 1, groupId, roleAssignable: false, readAt: 0, eligible, leftOut: [], nested: [], parents: {} };
}

function assignment(scope: string, principalId: string): Assignment {
  const grant: Grant = { scope, role: 'user', principalId };
  return {
    name: assignmentName(self.installationId, grant),
    ...grant,
    principalType: 'User',
    description: descriptionOf(self),
  };
}

function sha256() {
  const hash = createHash('sha256');
  return { update: (text: string) => void hash.update(text), digest: () => hash.digest('hex') };
}
