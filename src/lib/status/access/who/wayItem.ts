/** One way in, as `GET /access/who` answers it. */
import * as z from 'zod';
import { type Names, nameOf, pathInto } from '../../../access/plan/names.ts';
import { HINDRANCES, hindrancesOf } from '../../../access/who/hindrances.ts';
import type { Known, Way } from '../../../access/who/who.ts';
import { defined } from '../../../defined.ts';
import { toIso } from '../../../time.ts';

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
  hindrances: z
    .array(z.object({ reason: z.enum(HINDRANCES), message: z.string() }))
    .optional()
    .describe('Why they cannot sign in all the same, or may not; absent where nothing is known that keeps them out'),
  deniedBy: z.string().optional().describe('Name of the deny assignment that keeps the person out all the same'),
});

/** The way with the names that people know. */
export function wayView(way: Way, { bindings }: Known, names: Names, machine?: string): z.output<typeof wayItem> {
  const { endsAt, conditional: _conditional, ...given } = way;
  const hindrances = hindrancesOf(way, names);
  const binding = bindings.find(({ binding }) => binding.name === way.binding);
  const path = binding?.reading === undefined ? undefined : pathInto(binding.reading, way.principalId, names);
  return defined({
    ...given,
    machine,
    principal: nameOf(way.principalId, names),
    groupName: way.group === undefined ? undefined : nameOf(way.group, names),
    path: path && [...path],
    hindrances: hindrances.length === 0 ? undefined : hindrances.map((one) => ({ ...one })),
    endsAt: endsAt === undefined ? undefined : toIso(endsAt),
  });
}
