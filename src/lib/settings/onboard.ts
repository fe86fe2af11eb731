/** The text of `ONBOARD`: which machines to take. */
import * as z from 'zod';
import type { Selector } from '../onboarding/selector.ts';
import { guid, list } from './setting.ts';

/** Reads `all`, or a comma-separated list of `subscription:ID`, `resourceGroup:GLOB`, `tag:NAME=VALUE`. */
export const onboard = list.transform((entries, context): Selector[] =>
  entries.flatMap((entry) => {
    const selector = readSelector(entry);
    if (selector !== undefined) return [selector];
    context.addIssue({ code: 'custom', message: `has the entry "${entry}", which is none of the four forms` });
    return [];
  }),
);

function readSelector(entry: string): Selector | undefined {
  if (entry.toLowerCase() === 'all') return { kind: 'all' };
  const colon = entry.indexOf(':');
  const value = entry.slice(colon + 1).trim();
  if (colon < 0 || value === '') return undefined;
  switch (entry.slice(0, colon).trim().toLowerCase()) {
    case 'subscription': {
      const id = guid.safeParse(value);
      return id.success ? { kind: 'subscription', subscriptionId: id.data } : undefined;
    }
    case 'resourcegroup':
      return { kind: 'resourceGroup', glob: value };
    case 'tag': {
      const tag = readTag(value);
      return tag === undefined ? undefined : { kind: 'tag', ...tag };
    }
    default:
      return undefined;
  }
}

/** Reads `NAME=VALUE`; the value may hold further equals signs and may be empty, the name may not. */
export function readTag(text: string): { readonly name: string; readonly value: string } | undefined {
  const equals = text.indexOf('=');
  const name = text.slice(0, Math.max(equals, 0)).trim();
  return name === '' ? undefined : { name, value: text.slice(equals + 1).trim() };
}

/** A tag that a setting must name. */
export const tag = z.string().transform((text, context) => {
  const read = readTag(text);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'is not of the form NAME=VALUE' });
  return z.NEVER;
});
