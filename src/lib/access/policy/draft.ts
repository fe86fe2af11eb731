/**
 * A policy that may be wrong in places, as far as it can be read: so that the rules between fields are checked, and all
 * problems told at once, before every field is right.
 */
import * as z from 'zod';
import { assign, day, objectId, role, scope } from './fields.ts';
import { bindingGuards, policyGuards } from './schema.ts';

/** What is wrong or missing is undefined. */
const ifRight = <T>(schema: z.ZodType<T>) => schema.optional().catch(undefined);

/** What is no list is empty. Wrong entries keep their places, so that paths stay right. */
const listOf = <T extends z.ZodType>(entry: T) => z.array(entry).catch([]);

const id = ifRight(objectId(''));

const bindingDraft = z.object({
  name: ifRight(z.string()),
  group: z.object({ id }).catch({ id: undefined }),
  role: ifRight(role),
  // These two are there as soon as their key is, whatever stands behind it.
  scopes: listOf(ifRight(scope)).optional(),
  machines: z
    .object({ tags: z.record(z.string(), z.unknown()).catch({}) })
    .catch({ tags: {} })
    .optional(),
  assign: assign.default('members').catch('members'),
  expires: ifRight(day('')),
  adopt: z.boolean().catch(false),
  guards: bindingGuards.catch({}),
});

const exemptionDraft = z.object({ principal: id, until: ifRight(day('')) });

const draft = z.object({
  bindings: listOf(ifRight(bindingDraft)),
  guards: policyGuards.catch({}),
  exemptions: listOf(ifRight(exemptionDraft)),
  deny: listOf(id),
});

const NOTHING: PolicyDraft = { bindings: [], guards: {}, exemptions: [], deny: [] };

export type PolicyDraft = z.output<typeof draft>;

export type BindingDraft = z.output<typeof bindingDraft>;

/** What can be read of the value of a document, whatever it is. */
export function draftOf(value: unknown): PolicyDraft {
  return draft.catch(NOTHING).parse(value);
}
