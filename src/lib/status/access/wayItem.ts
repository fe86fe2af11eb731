/** One way in, as `GET /access/who` answers it. */
import * as z from 'zod';
import { type Names, nameOf, pathInto } from '../../access/plan/names.ts';
import type { Known, Way } from '../../access/who.ts';
import { defined } from '../../defined.ts';
import { toIso } from '../../time.ts';

export const wayItem = z.object({
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
  groupName: z.string().optional(),
  path: z.array(z.string()).optional().describe('The way into the group of the binding'),
  endsAt: z.iso.datetime().optional().describe('When PIM takes it away again'),
  deniedBy: z.string().optional().describe('Name of the deny assignment that keeps the person out all the same'),
});

/** The way with the names that people know. */
export function wayView(
  { endsAt, ...way }: Way,
  { bindings }: Known,
  names: Names,
  machine?: string,
): z.output<typeof wayItem> {
  const binding = bindings.find(({ binding }) => binding.name === way.binding);
  const path = binding?.reading === undefined ? undefined : pathInto(binding.reading, way.principalId, names);
  return defined({
    ...way,
    machine,
    principal: nameOf(way.principalId, names),
    groupName: way.group === undefined ? undefined : nameOf(way.group, names),
    path: path && [...path],
    endsAt: endsAt === undefined ? undefined : toIso(endsAt),
  });
}
