/** `GET /access/who`: who can sign in to a machine, and where a person can sign in. */
import * as z from 'zod';
import type { Directory } from '../../access/directory.ts';
import { type Names, NO_NAMES, nameOf, pathInto } from '../../access/plan/names.ts';
import type { PlanningDeps } from '../../access/runs/accessDeps.ts';
import { knownNow } from '../../access/runs/knownNow.ts';
import { type Known, type Way, whereCan, whoAt } from '../../access/who.ts';
import { gapsAnywhere, gapsAt, type Unread } from '../../access/whoGaps.ts';
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import { defineEndpoint } from '../../http/endpoint.ts';
import { problem } from '../../http/problem.ts';
import { armId } from '../../onboarding/machineId.ts';
import type { Ledger } from '../../onboarding/ports.ts';
import { type Instant, toIso } from '../../time.ts';
import { machineNamed } from '../machineNamed.ts';

const way = z.object({
  principalId: z.string(),
  principal: z.string().optional(),
  principalType: z.string(),
  machine: z.string().optional().describe('The machine that was asked for'),
  scope: z.string().describe('Where the assignment stands'),
  role: z.enum(['administrator', 'user']),
  assignment: z.string().describe('Name of the role assignment'),
  binding: z.string().nullable().describe('The binding of the policy that wants it'),
  foreign: z.boolean().describe('Made by somebody else'),
  group: z.string().optional().describe('The group whose assignment lets the person in'),
  path: z.array(z.string()).optional().describe('The way into the group of the binding'),
  endsAt: z.iso.datetime().optional().describe('When PIM takes it away again'),
  deniedBy: z.string().optional().describe('Name of the deny assignment that keeps the person out all the same'),
});

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface WhoDeps
  extends Pick<PlanningDeps, 'readings' | 'installation' | 'clock' | 'accessSettings' | 'documents'> {
  readonly directory: Pick<Directory, 'people' | 'groupsOf' | 'personNamed'>;
  readonly ledger: Ledger;
}

export const getWho = defineEndpoint({
  name: 'accessWho',
  method: 'GET',
  route: 'access/who',
  who: 'read',
  summary: 'Who can sign in to a machine (?machine=), or where a person can sign in (?user=)',
  description:
    'From the newest readings, whose age is `asOf`. A change in Azure shows after the next run, and takes effect about ten minutes after it was made. Members of groups that no binding names are not read: such a group stands for them at a machine, and is not looked into for a person.',
  query: z
    .object({
      machine: z
        .string()
        .min(1, 'is empty; give a full ARM id, or a name that only one machine has')
        .optional()
        .describe('Full ARM id, or a name that only one machine has'),
      user: z
        .string()
        .min(1, 'is empty; give an object id or a user principal name')
        .max(200, 'is too long for an object id or a user principal name')
        .optional()
        .describe('Object id or user principal name'),
    })
    .refine(({ machine, user }) => (machine === undefined) !== (user === undefined), 'give either machine or user'),
  answers: {
    200: {
      description: 'Every way in',
      schema: z.object({
        asOf: z.iso.datetime().nullable(),
        incomplete: z
          .array(z.object({ scope: z.string(), message: z.string() }))
          .describe('What could not be read: there may be more ways in than these, or fewer'),
        items: z.array(way),
      }),
    },
  },
  problems: ['unknown-machine', 'ambiguous-machine', 'not-found'],
  handle: async ({ query }, deps: WhoDeps) => {
    const { known, asOf } = await knownNow(deps);
    if (query.machine !== undefined) {
      const machine = await machineNamed(query.machine, deps.ledger);
      if (!machine.ok) return machine.problem;
      const scope = armId(machine.id);
      const body = { asOf: timeOf(asOf), incomplete: copied(gapsAt(scope, known)) };
      return { status: 200, body: { ...body, items: await itemsOf(whoAt(scope, known), known, deps, scope) } };
    }
    const id = await userNamed(query.user ?? '', deps.directory);
    if (id === undefined) return problem('not-found', 'The directory has no user of this name or id.');
    const body = { asOf: timeOf(asOf), incomplete: copied(gapsAnywhere(known)) };
    return { status: 200, body: { ...body, items: await itemsOf(whereCan(id, known), known, deps) } };
  },
});

async function userNamed(text: string, directory: WhoDeps['directory']): Promise<string | undefined> {
  if (GUID.test(text)) return text.toLowerCase();
  const person = await directory.personNamed(text);
  return person === 'absent' ? undefined : person.id;
}

function timeOf(instant: Instant | undefined): string | null {
  return instant === undefined ? null : toIso(instant);
}

function copied(gaps: readonly Unread[]): Unread[] {
  return gaps.map((gap) => ({ ...gap }));
}

async function itemsOf(ways: readonly Way[], known: Known, deps: WhoDeps, machine?: string) {
  const names = await namesFor(ways, known, deps.directory);
  return ways.map(({ endsAt, ...one }) => {
    const binding = known.bindings.find(({ binding }) => binding.name === one.binding);
    const path = binding?.reading === undefined ? undefined : pathInto(binding.reading, one.principalId, names);
    const principal = nameOf(one.principalId, names);
    return defined({
      ...one,
      machine,
      principal,
      path: path && [...path],
      endsAt: endsAt === undefined ? undefined : toIso(endsAt),
    });
  });
}

/** Names and ways for one answer; beyond these nobody reads on. */
const NAMED_AT_MOST = 1000;

/** An answer without names is better than none. */
async function namesFor(ways: readonly Way[], { bindings }: Known, directory: WhoDeps['directory']): Promise<Names> {
  const nested = bindings.flatMap(({ reading }) => reading?.nested ?? []);
  const withNested = new Set(
    bindings.flatMap(({ binding, reading }) => (reading?.nested.length ? [binding.name] : [])),
  );
  const ids = [...new Set([...ways.map(({ principalId }) => principalId), ...nested])].slice(0, NAMED_AT_MOST);
  const inNested = ways.filter(
    ({ binding, principalType }) => principalType === 'User' && withNested.has(binding ?? ''),
  );
  const people = [...new Set(inNested.map(({ principalId }) => principalId))].slice(0, NAMED_AT_MOST);
  try {
    const [seen, groups] = await Promise.all([
      ids.length === 0 ? new Map<string, never>() : directory.people(ids),
      people.length === 0 ? new Map<string, never>() : directory.groupsOf(people),
    ]);
    return { people: seen, asked: new Set(ids), groups };
  } catch (error) {
    if (error instanceof Failure) return NO_NAMES;
    throw error;
  }
}
