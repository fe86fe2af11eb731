/**
 * A machine as ARM sends it (Microsoft.HybridCompute 2024-07-10), reduced at the edge to what the domain knows. Everything
 * the agent reports may be missing, and the live service sends more and other values than its specification lists, so
 * only what a decision needs is read, and what is odd counts as not said.
 */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import type { Extension, ManagedIdentity, ObservedMachine } from '../../onboarding/machine.ts';
import type { MachineId } from '../../onboarding/machineId.ts';
import { agentReport, readAgentReport } from './agentReport.ts';

const text = z.string().min(1).optional().catch(undefined);

const extension = z
  .object({
    name: z.string(),
    properties: z.object({
      publisher: z.string(),
      type: z.string(),
      typeHandlerVersion: text,
      provisioningState: z.string().catch('Unknown'),
      settings: z.record(z.string(), z.unknown()).catch({}),
      instanceView: z
        .object({ typeHandlerVersion: text, status: z.object({ message: text }).optional().catch(undefined) })
        .optional()
        .catch(undefined),
    }),
  })
  .transform(({ name, properties }): Extension => {
    const { publisher, type, provisioningState, settings, instanceView } = properties;
    return defined({
      name,
      publisher,
      type,
      provisioningState,
      // Empty is fine, absent is not; names of settings are case-sensitive to the extension.
      hasMdmId: typeof settings['mdmId'] === 'string',
      version: instanceView?.typeHandlerVersion ?? properties.typeHandlerVersion,
      message: instanceView?.status?.message,
    });
  });

const machine = z.object({
  location: z.string(),
  tags: z.record(z.string(), z.unknown()).nullish().catch({}),
  identity: z.object({ type: text, principalId: text, tenantId: text }).partial().nullish().catch(null),
  properties: z
    .object({
      ...agentReport.shape,
      vmId: text,
      status: text,
      agentVersion: text,
      osType: text,
      osName: text,
      osSku: text,
      osVersion: text,
      osEdition: text,
    })
    .catch({}),
  // From 2024-07-10 the machine carries its extensions, so that one GET tells everything.
  resources: z.array(z.unknown()).nullish().catch([]),
});

/** Reads the body of a GET or PATCH of the machine `id`. Throws a `ZodError` when it is no machine at all. */
export function readMachine(id: MachineId, body: unknown): ObservedMachine {
  const { location, tags, identity, properties, resources } = machine.parse(body);
  const { vmId, status, agentVersion, osType, osName, osSku, osVersion, osEdition } = properties;
  return defined({
    id,
    location,
    tags: textsIn(tags ?? {}),
    vmId,
    status,
    agentVersion,
    // Older agents fill only osName, with the same word.
    os: defined({ type: osType ?? osName, sku: osSku, version: osVersion, edition: osEdition }),
    ...readAgentReport(properties),
    identity: identityOf(identity ?? {}),
    // Whatever else lies below a machine is not an extension, and does not parse as one.
    extensions: (resources ?? []).flatMap((resource) => extension.safeParse(resource).data ?? []),
  });
}

/** One by one: an odd value next to the exclusion tag must not hide it. */
function textsIn(tags: Readonly<Record<string, unknown>>): ObservedMachine['tags'] {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}

function identityOf({
  type,
  principalId,
  tenantId,
}: NonNullable<z.output<typeof machine>['identity']>): ManagedIdentity {
  // ARM lists several kinds with commas.
  const kinds = type?.toLowerCase().split(/\s*,\s*/) ?? [];
  if (!kinds.includes('systemassigned')) return { kind: 'none' };
  return defined({ kind: 'systemAssigned' as const, principalId, tenantId });
}
