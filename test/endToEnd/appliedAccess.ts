/** Access that is carried out, from the outside: people and groups by plain Graph, assignments by plain ARM, runs over HTTP. */
import { setTimeout as delay } from 'node:timers/promises';
import { QueueServiceClient } from '@azure/storage-queue';
import * as z from 'zod';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import { assignmentName, type Grant } from '../../src/lib/access/ownership.ts';
import { LOGIN_ROLES } from '../../src/lib/access/role.ts';
import { type Stack, type StackAnswer, stackFor } from './laptopFor.ts';

export const SUBSCRIPTION = `/subscriptions/${DEMO_SUBSCRIPTION}`;

const PATIENCE_MS = 60_000;

const created = z.object({ id: z.string() });

const tried = z.looseObject({
  action: z.enum(['add', 'remove']),
  principalId: z.string(),
  code: z.string(),
  reason: z.string(),
  path: z.array(z.string()).optional(),
  evidence: z.array(z.object({ check: z.string(), said: z.string(), at: z.string() })),
  correlationId: z.string().optional(),
  assignment: z.string().optional(),
  approvedBy: z.string().optional(),
});

const run = z.object({
  id: z.string(),
  cause: z.string(),
  finishedAt: z.string().nullable(),
  changes: z.object({ sent: z.int(), ended: z.int() }).nullable(),
  done: z.array(tried),
  held: z.array(tried),
  failed: z.array(z.looseObject({ code: z.string() })),
});

export type ShownRun = z.output<typeof run>;

const listed = z.object({
  value: z.array(z.object({ name: z.string(), properties: z.object({ principalId: z.string(), scope: z.string() }) })),
});

export interface AppliedAccess {
  readonly stack: Stack;
  /** Ids of people and groups, by the names that the test gave them. */
  id(name: string): string;
  graph(method: string, path: string, body?: unknown): Promise<unknown>;
  user(name: string): Promise<void>;
  group(name: string, members: readonly string[]): Promise<void>;
  join(group: string, member: string): Promise<void>;
  leave(group: string, member: string): Promise<void>;
  /** Uploads a policy: groups that have a role in the subscription, and what else it says. */
  policy(bindings: Readonly<Record<string, 'user' | 'administrator'>>, rest?: string): Promise<void>;
  /** Asks for a run and waits for its end. */
  reconcile(): Promise<ShownRun>;
  ended(runId: string): Promise<ShownRun>;
  /** The newest first. */
  runs(): Promise<readonly ShownRun[]>;
  /** Names of those of these people who have an assignment in the subscription, as ARM lists it. */
  holders(): Promise<readonly string[]>;
  /** What ARM says of the assignment that the app would make for this person. */
  assignment(name: string, role?: Grant['role']): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Calls the app with the master key. */
  asApprover(path: string, body: unknown): Promise<Omit<StackAnswer, 'headers'>>;
  /** Puts a message onto the queue of changes, as somebody could who may write to the storage account. */
  forge(message: unknown): Promise<void>;
}

/** A laptop that carries plans out, and asks for no run by itself. */
export async function appliedAccess(environment: Record<string, string> = {}): Promise<AppliedAccess> {
  // The rate of the public cloud: whoever waits for a slot of China's hourly quota waits for minutes.
  const stack = await stackFor({ ACCESS_SCHEDULE: '0 0 0 1 1 *', ...environment }, 'public');
  const { endpoints, cloud, uploadPolicy } = stack.laptop;
  const { graph: graphUrl, arm, functions, installationId, keys } = endpoints;
  const ids = new Map<string, string>();
  const id = (name: string): string => z.string().parse(ids.get(name), { error: () => `Nobody is called ${name}.` });
  const nameOf = new Map<string, string>();
  const made = (name: string, said: unknown): void => {
    const { id: given } = created.parse(said);
    ids.set(name, given);
    nameOf.set(given, name);
  };
  const graph: AppliedAccess['graph'] = async (method, path, body) => {
    const { status, body: said } = await cloud(method, `${graphUrl}/v1.0${path}`, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(said)}`);
    return said;
  };
  const join: AppliedAccess['join'] = async (group, member) => {
    const reference = { '@odata.id': `${graphUrl}/v1.0/directoryObjects/${id(member)}` };
    await graph('POST', `/groups/${id(group)}/members/$ref`, reference);
  };
  const at = (method: string, path: string, version = '2022-04-01') =>
    cloud(method, `${arm}${path}?api-version=${version}`);
  /** Undefined while it waits for the one before it. */
  const shown = async (runId: string) => run.safeParse((await stack.api('GET', `/access/runs/${runId}`)).body).data;
  const ended: AppliedAccess['ended'] = async (runId) => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const known = await shown(runId);
      if (known !== undefined && known.finishedAt !== null) return known;
      if (Date.now() > deadline) throw new Error(`The run goes on: ${JSON.stringify(known)}`);
      await delay(50);
    }
  };

  return {
    stack,
    id,
    graph,
    async user(name) {
      const said = { displayName: name, userPrincipalName: `${name}@contoso.example`, accountEnabled: true };
      made(name, await graph('POST', '/users', said));
    },
    async group(name, members) {
      made(name, await graph('POST', '/groups', { displayName: name, securityEnabled: true }));
      for (const member of members) await join(name, member);
    },
    join,
    async leave(group, member) {
      await graph('DELETE', `/groups/${id(group)}/members/${id(member)}/$ref`);
    },
    policy(bindings, rest = '') {
      const lines = Object.entries(bindings).map(
        ([group, role]) =>
          `  - name: ${group}\n    group: { id: ${id(group)} }\n    role: ${role}\n    scopes: [${SUBSCRIPTION}]\n`,
      );
      return uploadPolicy(`version: 1\nbindings:\n${lines.join('')}${rest}`);
    },
    async reconcile() {
      const { body } = await stack.api('POST', '/access/reconcile');
      return ended(String(body['runId']));
    },
    ended,
    async runs() {
      const { body } = await stack.api('GET', '/access/runs');
      return z.object({ items: z.array(run) }).parse(body).items;
    },
    async holders() {
      const { body } = await at('GET', `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`);
      const holding = listed.parse(body).value.map(({ properties }) => properties.principalId);
      return holding.map((principalId) => nameOf.get(principalId) ?? principalId).toSorted();
    },
    assignment(name, role = 'user') {
      const called = assignmentName(installationId, { scope: SUBSCRIPTION, role, principalId: id(name) });
      return at('GET', `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/${called}`);
    },
    async asApprover(path, body) {
      const response = await fetch(`${functions}/api${path}`, {
        method: 'POST',
        headers: { 'x-functions-key': keys.master, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
    },
    async forge(message) {
      const queue = QueueServiceClient.fromConnectionString(endpoints.storageConnectionString);
      await queue.getQueueClient('apply-access').sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
    },
  };
}

/** The role as ARM names it in an assignment in the subscription. */
export function roleId(role: Grant['role']): string {
  return `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${LOGIN_ROLES[role]}`;
}
