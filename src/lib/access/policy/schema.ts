/**
 * The shape of the access policy, field by field. What fields must be to each other is in rules.ts; the JSON Schema for
 * editors is made of this one.
 */
import * as z from 'zod';
import { defined } from '../../defined.ts';
import { assign, day, glob, line, objectId, role, SHAPES, scope, shown, yesOrNo } from './fields.ts';
import { NUMBER_GUARDS, type NumberGuard, ROLE_ASSIGNABLE } from './guards.ts';
import type { AccessPolicy, Binding, Target } from './policy.ts';

/** At most so many entries in any list of the policy: more is a mistake, and every one costs reading. */
const MOST = 5000;

const number = (guard: NumberGuard) => {
  const { max, meaning, default: usual } = NUMBER_GUARDS[guard];
  const range = `a whole number from 0 to ${max}`;
  return z
    .int(`is not ${range}`)
    .min(0, `is not ${range}`)
    .max(max, `is not ${range}`)
    .meta({
      description: `${meaning} The limit of the settings is ${usual} unless they say otherwise; only stricter counts.`,
    })
    .register(SHAPES, { shape: range })
    .optional();
};

const bindingGuardFields = {
  maxRemovals: number('maxRemovals'),
  maxRemovalPercent: number('maxRemovalPercent'),
  maxNewAdministrators: number('maxNewAdministrators'),
  maxNewAdministratorsPercent: number('maxNewAdministratorsPercent'),
  maxNewUsers: number('maxNewUsers'),
  maxNewUsersPercent: number('maxNewUsersPercent'),
  minAdministrators: number('minAdministrators'),
  requireRoleAssignable: z
    .enum(ROLE_ASSIGNABLE, `is none of ${ROLE_ASSIGNABLE.join(', ')}`)
    .meta({
      description:
        'Which groups must be role-assignable, so that few people can change their members: `none`, those of administrator bindings with assign: group (`groupMode`), or `all`.',
    })
    .register(SHAPES, { shape: 'none, groupMode or all' })
    .optional(),
};

export const bindingGuards = z
  .strictObject(bindingGuardFields)
  .meta({ description: 'Guards of this binding. Only what is stricter than the settings and the policy counts.' })
  .register(SHAPES, { shape: 'a map of guards, such as { maxRemovals: 0 }' })
  .transform(defined);

export const policyGuards = z
  .strictObject({ ...bindingGuardFields, maxRemovalsTotal: number('maxRemovalsTotal'), maxDenied: number('maxDenied') })
  .meta({ description: 'Guards of all bindings. Only what is stricter than the setting GUARDS counts.' })
  .register(SHAPES, { shape: 'a map of guards, such as { minAdministrators: 2 }' })
  .transform(defined);

const group = z
  .strictObject({
    id: objectId('The object id of the Entra group. This decides, whatever the group is called.'),
    name: line(
      256,
      'The display name, for readers. It is only checked: one that no longer matches is a warning.',
    ).optional(),
  })
  .meta({ description: 'The Entra group whose members get the role.' })
  .register(SHAPES, { shape: 'a group, such as { id: GUID, name: sg-server-admins }' })
  .transform(defined);

/** An empty selector is a slip, and a costly one. Zod has no count of keys; the JSON Schema gets it as `minProperties`. */
function isNotEmpty(map: object): boolean {
  return Object.keys(map).length > 0;
}

const tags = z
  .record(
    z.string(),
    z
      .string()
      .max(256, 'is longer than the 256 characters that a tag can have')
      .meta({ description: 'The value of the tag, compared with case.' })
      .register(SHAPES, { shape: 'the value of the tag, in quotes if it looks like a number' }),
  )
  .refine(isNotEmpty, 'is empty, and would match every machine')
  .meta({
    description: 'Tags that the machine must carry, all of them. Only those that the setting TRUSTED_TAGS names.',
    minProperties: 1,
  })
  .register(SHAPES, { shape: 'a map of tags, such as { role: web }' });

const machines = z
  .strictObject({
    tags: tags.optional(),
    resourceGroup: glob('-\\p{L}\\p{N}._()', 'Glob over the name of the resource group, without case.').optional(),
    name: glob('-a-zA-Z0-9_.', 'Glob over the name of the machine, without case.').optional(),
  })
  .refine(isNotEmpty, 'is empty, and would match every machine')
  .meta({ description: 'Selects machines instead of naming scopes; all that it says must match.', minProperties: 1 })
  .register(SHAPES, { shape: 'a selector, such as { tags: { role: web }, name: "web-*" }' })
  .transform(defined);

/** A list whose entries are bounded in number. */
function listOf<T extends z.ZodType>(entry: T, description: string, shape: string) {
  return z.array(entry).max(MOST, `has more than ${MOST} entries`).meta({ description }).register(SHAPES, { shape });
}

/** The fields of a binding; a rule adds that there is one of `scopes` and `machines`. */
export const binding = z
  .strictObject({
    name: line(100, 'Unique; shown wherever this binding is the reason for something.'),
    group,
    role,
    scopes: z
      .array(scope)
      .min(1, 'names no scope')
      .max(MOST, `has more than ${MOST} entries`)
      .meta({ description: 'Where the role is given. Everything below a scope inherits it.' })
      .register(SHAPES, { shape: 'a list of resource ids' })
      .optional(),
    machines: machines.optional(),
    assign: assign.default('members'),
    expires: day('The last day on which the binding holds, in UTC. After it the access goes.').optional(),
    adopt: yesOrNo(
      'Governs all assignments of the role at exactly these scopes, also those made by others: whoever is not in the group loses them. Only with scopes.',
    ).default(false),
    guards: bindingGuards.default({}),
  })
  .meta({
    description: 'A group whose members get a role, at scopes or on the machines that a selector matches.',
    oneOf: [{ required: ['scopes'] }, { required: ['machines'], properties: { adopt: { const: false } } }],
  })
  .register(SHAPES, { shape: 'a binding: name, group, role, and scopes or machines' })
  .transform(({ scopes, machines, ...rest }): Binding => {
    const target: Target =
      machines === undefined ? { kind: 'scopes', scopes: scopes ?? [] } : { kind: 'machines', selector: machines };
    return { ...defined(rest), target };
  });

export const exemption = z
  .strictObject({
    principal: objectId('The object id of whoever is exempt.'),
    owner: line(200, 'Who answers for the exemption.'),
    reason: line(1000, 'Why it is needed.'),
    until: day('The last day on which it holds, in UTC.'),
  })
  .meta({ description: 'Access of this principal is not removed until that day. `deny` goes first.' })
  .register(SHAPES, { shape: 'an exemption: principal, owner, reason, until' });

/** The whole document. */
export const policyDocument = z
  .strictObject({
    version: z
      .literal(1, { error: ({ input }) => `is ${shown(input)}, a version that this app does not know` })
      .meta({ description: 'The version of this format.' })
      .register(SHAPES, { shape: '1' }),
    bindings: listOf(
      binding,
      'Who gets which role where. `[]` takes all access back.',
      'a list of bindings, or [] for none',
    ),
    guards: policyGuards.default({}),
    exemptions: listOf(exemption, 'Whose access is not removed for now.', 'a list of exemptions').default([]),
    deny: listOf(
      objectId('The object id of a user.'),
      'Users whose access through member assignments is removed at once and who get none: the break-glass for a leaver.',
      'a list of object ids of users',
    ).default([]),
    $schema: z
      .string()
      .meta({ description: 'The address of this schema, for editors of JSON. The app ignores it.' })
      .register(SHAPES, { shape: 'the address of a JSON Schema' })
      .optional(),
  })
  .meta({
    title: 'Access policy of arc-entra-signin',
    description: 'Entra groups in, role assignments for sign-in out.',
  })
  .register(SHAPES, { shape: 'a map with version: 1 and bindings' })
  .transform(({ $schema: _forEditors, ...policy }): AccessPolicy => policy);
