/**
 * The fields of the policy that are one value. Each has a description, which editors show; a shape, which completes the
 * fix "Set FIELD to …"; and messages that complete "FIELD …".
 */
import * as z from 'zod';
import { shorten } from '../../onboarding/shorten.ts';
import { parseScope } from '../scope.ts';
import { isDay } from './day.ts';
import { ASSIGN, ROLES } from './policy.ts';

/** What a field must look like, for people: `administrator or user`. */
export const SHAPES = z.registry<{ readonly shape: string }>();

/** The value of a field in quotes, short enough for a sentence. */
export function shown(value: unknown, room = 60): string {
  return `"${shorten(String(value), room)}"`;
}

/** The id of a machine with the longest names fits: what is wrong with a scope is mostly at its end. */
const SCOPE_SHOWN = 300;

/** The object id of something in Entra, lower case. */
export const objectId = (description: string) =>
  z
    .string()
    .regex(/^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, {
      error: ({ input }) => `is ${shown(input)}, which is not a GUID`,
    })
    .toLowerCase()
    .meta({ description })
    .register(SHAPES, { shape: 'an object id, which is a GUID' });

/** A text of one line: no line breaks, no invisible characters that make two texts look the same, no blanks around it. */
export const line = (max: number, description: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(?!\\s)[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]{1,${max}}(?<!\\s)$`, 'u'),
      `is not one line of 1 to ${max} visible characters without blanks around it`,
    )
    .meta({ description })
    .register(SHAPES, { shape: `a text of one line, up to ${max} characters` });

/** A day that the calendar has. */
export const day = (description: string) =>
  z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, {
      error: ({ input }) => `is ${shown(input)}, which is not a day such as 2027-06-30`,
      abort: true,
    })
    .refine(isDay, { error: ({ input }) => `is ${shown(input)}, a day that the calendar does not have` })
    .meta({ description, format: 'date', examples: ['2027-06-30'] })
    .register(SHAPES, { shape: 'a day such as 2027-06-30' });

export const role = z
  .enum(ROLES, { error: ({ input }) => `is ${shown(input)}, which is neither administrator nor user` })
  .meta({
    description:
      '`administrator`: Virtual Machine Administrator Login. `user`: Virtual Machine User Login, sign-in without administrator rights.',
  })
  .register(SHAPES, { shape: 'administrator or user' });

export const assign = z
  .enum(ASSIGN, { error: ({ input }) => `is ${shown(input)}, which is neither members nor group` })
  .meta({
    description:
      '`members`: one role assignment for each eligible person, with evidence, every joiner held to the guards. `group`: one assignment for the group, which saves the quota; whoever joins later passes no guard.',
  })
  .register(SHAPES, { shape: 'members or group' });

export const yesOrNo = (description: string) =>
  z.boolean().meta({ description }).register(SHAPES, { shape: 'true or false' });

/** A scope, read. */
export const scope = z
  .string()
  .meta({
    description: 'A management group, a subscription, a resource group or an Arc machine, by resource id.',
    examples: [
      '/providers/Microsoft.Management/managementGroups/prod',
      '/subscriptions/00000000-0000-0000-0000-000000000000',
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-web',
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/web-1',
    ],
  })
  .register(SHAPES, { shape: 'the resource id of a scope' })
  .transform((text, context) => {
    const read = parseScope(text);
    if (read.ok) return read.scope;
    context.addIssue({
      code: 'custom',
      message: `is ${shown(text, SCOPE_SHOWN)}, which ${read.message}`,
      params: { fix: read.fix },
    });
    return z.NEVER;
  });

/** A glob over names of which `letters`, a part of a regular expression, is what may be in them. */
export const glob = (letters: string, description: string) =>
  z
    .string()
    .regex(new RegExp(`^[${letters}*?]{1,200}$`, 'u'), {
      error: ({ input }) => `is ${shown(input)}, which can match no name: wildcards are * and ? only`,
    })
    .meta({ description })
    .register(SHAPES, { shape: 'a name, in which * stands for any letters and ? for one' });
