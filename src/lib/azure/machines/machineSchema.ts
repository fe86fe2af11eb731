/**
 * A machine as ARM sends it (Microsoft.HybridCompute 2024-07-10), reduced at the edge to what the domain knows. Everything
 * the agent reports may be missing, and the live service sends more and other values than its specification lists. Only
 * what a decision needs is read. What is there and cannot be read is named, so that nothing is decided without it.
 */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { Failure } from '../../errors.ts';
import type { ManagedIdentity, ObservedMachine } from '../../onboarding/machine.ts';
import { type MachineId, parseMachineId, sameMachine } from '../../onboarding/machineId.ts';
import { shorten } from '../../onboarding/shorten.ts';
import { agentReport, readAgentReport } from './agentReport.ts';
import { readExtensions } from './extensionSchema.ts';
import { known, readable, readableText, unreadableIn } from './readable.ts';

/** Nothing is decided on these; what is odd counts as not said. */
const text = z.string().trim().min(1).optional().catch(undefined);

const properties = z.object({
  ...agentReport.shape,
  vmId: text,
  status: text,
  agentVersion: text,
  errorDetails: z
    .array(z.object({ code: text, message: text }).catch({}))
    .optional()
    .catch(undefined),
});

const identity = z.object({ type: readableText, principalId: text, tenantId: readableText });

const machine = z.object({
  id: z.string(),
  location: z.string(),
  kind: readableText,
  tags: readable(z.record(z.string(), z.unknown())),
  identity: readable(identity),
  properties: readable(properties),
  resources: z.unknown().optional(),
});

/**
 * Reads the body of a GET of the machine `id`. Throws a `ZodError` when it is no machine at all, and a transient `Failure`
 * when it is another machine.
 */
export function readMachine(id: MachineId, body: unknown): ObservedMachine {
  const answer = machine.parse(body);
  mustBe(id, answer.id);
  const report = known(answer.properties) ?? properties.parse({});
  const { vmId, status, agentVersion, errorDetails } = report;
  const tags = tagsIn(known(answer.tags) ?? {});
  const extensions = readExtensions(answer.resources);
  const unreadable = [
    ...(tags.complete ? unreadableIn(answer.tags, 'tags') : ['tags']),
    ...unreadableIn(answer.kind, 'kind'),
    ...unreadableIn(answer.identity, 'identity'),
    ...unreadableIn(answer.properties, 'properties'),
    ...(extensions.complete ? [] : ['resources']),
  ];
  return defined({
    id,
    location: answer.location,
    tags: tags.read,
    vmId,
    status,
    agentVersion,
    errors: errorsIn(errorDetails),
    ...readAgentReport(report, known(answer.kind)),
    identity: identityOf(known(answer.identity)),
    extensions: extensions.read,
    unreadable: unreadable.length === 0 ? undefined : unreadable,
  });
}

/** An answer about another machine says nothing of this one, however it came about. */
function mustBe(id: MachineId, answered: string): void {
  const other = parseMachineId(answered);
  if (other !== undefined && sameMachine(id, other)) return;
  throw new Failure('transient', 'OtherMachineAnswered', 'Azure Resource Manager answered with another machine.');
}

/** One by one: an odd value next to the exclusion tag must not hide it. */
function tagsIn(tags: Readonly<Record<string, unknown>>): {
  readonly read: ObservedMachine['tags'];
  readonly complete: boolean;
} {
  const all = Object.entries(tags);
  const texts = all.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  return { read: Object.fromEntries(texts), complete: texts.length === all.length };
}

/** What the agent says of its errors, one line each. */
function errorsIn(details: z.output<typeof properties>['errorDetails'] = []): readonly string[] | undefined {
  const lines = details.flatMap(({ code, message }) => {
    const parts = [code, message].filter((part) => part !== undefined);
    return parts.length === 0 ? [] : [parts.join(': ')];
  });
  return lines.length === 0 ? undefined : lines;
}

function identityOf(held: z.output<typeof identity> | undefined): ManagedIdentity {
  const type = known(held?.type);
  // Absent and null say nothing; what is there and cannot be read is named as unreadable.
  if (type === undefined || type === '') return { kind: 'none' };
  // ARM lists several kinds with commas.
  const kinds = type.toLowerCase().split(/\s*,\s*/);
  if (kinds.includes('systemassigned')) {
    return defined({
      kind: 'systemAssigned' as const,
      principalId: held?.principalId,
      tenantId: known(held?.tenantId),
    });
  }
  return kinds.every((kind) => kind === 'none') ? { kind: 'none' } : { kind: 'otherKind', type: shorten(type, 60) };
}
