import * as z from 'zod';
import { type CloudReply, isFields, refuse } from './exchange.ts';

const text = z.string().nullish();
const tags = z.record(z.string(), z.string()).nullish();

/**
 * What the rules themselves depend on; everything else passes as it is, since agents report the oddest things. Null takes a
 * property away.
 */
const machineProperties = z
  .looseObject({
    status: z.enum(['Connected', 'Disconnected', 'Error', 'Expired']).nullish(),
    vmId: z.string().min(1).nullish(),
    clientPublicKey: text,
  })
  .nullish();

/** PUT of a machine. `identity.type` None is ours: a machine that registers without an identity. */
export const machinePut = z.looseObject({
  location: z.string().min(1),
  tags,
  kind: text,
  identity: z.looseObject({ type: z.enum(['SystemAssigned', 'None']) }).nullish(),
  properties: machineProperties,
});

/** PATCH of a machine (spec: MachineUpdate); the enum of the identity is closed. */
export const machinePatch = z.looseObject({
  tags,
  kind: text,
  identity: z.looseObject({ type: z.literal('SystemAssigned') }).nullish(),
  properties: machineProperties,
});

const extensionProperties = {
  typeHandlerVersion: text,
  autoUpgradeMinorVersion: z.boolean().nullish(),
  enableAutomaticUpgrade: z.boolean().nullish(),
  forceUpdateTag: text,
  settings: z.record(z.string(), z.unknown()).nullish(),
  protectedSettings: z.record(z.string(), z.unknown()).nullish(),
};

/** PUT of an extension (spec: MachineExtension). `provisioningState` is ours: an extension that stays in that state. */
export const extensionPut = z.looseObject({
  location: z.string().min(1),
  tags,
  properties: z.looseObject({
    publisher: z.string().min(1),
    type: z.string().min(1),
    provisioningState: text,
    ...extensionProperties,
  }),
});

/** PATCH of an extension (spec: MachineExtensionUpdate). */
export const extensionPatch = z.looseObject({
  tags,
  properties: z.looseObject({ publisher: text, type: text, ...extensionProperties }).nullish(),
});

/** The parsed body, or the 400 that names what is wrong with it, as ARM words it. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): { value: T } | { refused: CloudReply } {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { value: parsed.data };
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  if (isFields(body) && names.includes('location')) {
    const message = 'The location property is required for this definition.';
    return { refused: refuse(400, 'LocationRequired', message, { target: 'location' }) };
  }
  const problems = parsed.error.issues.map((issue) => `'${issue.path.join('.') || 'body'}': ${issue.message}`);
  const message = `The request content was invalid and could not be deserialized: ${problems.join('; ')}.`;
  return { refused: refuse(400, 'InvalidRequestContent', message, { target: names[0] || 'body' }) };
}
