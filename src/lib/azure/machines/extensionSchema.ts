/** The extensions of a machine, which it carries among its `resources` from 2024-07-10 on: one GET tells everything. */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { ENTRA_SIGN_IN, type Extension } from '../../onboarding/machine.ts';

const text = z.string().min(1).optional().catch(undefined);

const extension = z
  .object({
    name: z.string(),
    properties: z.object({
      publisher: z.string().trim().min(1),
      type: z.string().trim().min(1),
      typeHandlerVersion: text,
      provisioningState: z.string().trim().min(1).catch('Unknown'),
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

/** The extensions among the resources; not `complete` when one of the others may be the Entra sign-in extension. */
export function readExtensions(resources: unknown): {
  readonly read: readonly Extension[];
  readonly complete: boolean;
} {
  if (resources == null || resources === '') return { read: [], complete: true };
  if (!Array.isArray(resources)) return { read: [], complete: false };
  const parsed = resources.map((resource: unknown) => ({ resource, read: extension.safeParse(resource).data }));
  return {
    read: parsed.flatMap(({ read }) => read ?? []),
    complete: parsed.every(({ resource, read }) => read !== undefined || isSomethingElse(resource)),
  };
}

const EXTENSION = 'microsoft.hybridcompute/machines/extensions';

const kindOfResource = z.object({ type: z.string().trim().toLowerCase().min(1) });

const kindOfExtension = z.object({
  properties: z.object({
    publisher: z.string().trim().toLowerCase().min(1).optional().catch(undefined),
    type: z.string().trim().toLowerCase().min(1).optional().catch(undefined),
  }),
});

/** Whether what can be read of it says that it is no Entra sign-in extension. */
function isSomethingElse(resource: unknown): boolean {
  const kind = kindOfResource.safeParse(resource).data?.type;
  if (kind !== undefined && kind !== EXTENSION) return true;
  const { publisher, type } = kindOfExtension.safeParse(resource).data?.properties ?? {};
  const differs = (told: string | undefined, ours: string) => told !== undefined && told !== ours.toLowerCase();
  return differs(publisher, ENTRA_SIGN_IN.publisher) || differs(type, ENTRA_SIGN_IN.type);
}
