/** How far a run has come: what it still has to read. Kept between steps, so that no invocation runs long. */
import * as z from 'zod';
import { applyingShape } from './applying.ts';

const task = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('group'),
    id: z.string(),
    withOwners: z.boolean(),
    /** What the change feed says of it, or cannot say. */
    news: z.enum(['announced', 'unknown']).exactOptional(),
  }),
  z.object({ kind: z.literal('subscription'), id: z.string() }),
  z.object({ kind: z.literal('managementGroup'), name: z.string() }),
  z.object({ kind: z.literal('machines') }),
]);

/** One thing to read. */
export type Task = z.output<typeof task>;

export const progress = z.object({
  version: z.literal(1),
  runId: z.string(),
  /** Still to be read, in this order. */
  tasks: z.array(task),
  /** How often the first of them have failed in a row. */
  failures: z.number(),
  /** How many there were. */
  total: z.number(),
  /** Where the change feeds stood before anything was read; absent when they could not be had. */
  marks: z.object({ users: z.string(), groups: z.string() }).exactOptional(),
  /** Groups that are as the marks say, once everything is read: all of the policy. */
  groups: z.array(z.string()),
  /** Mark of the policy that this run reads for, the last good one where the newest is none; absent without any. */
  policyEtag: z.string().exactOptional(),
  /** How far the changes of its plan have come; absent until it is made. */
  applying: applyingShape.exactOptional(),
});

export type Progress = z.output<typeof progress>;

/** A task for people. */
export function taskName(task: Task): string {
  switch (task.kind) {
    case 'group':
      return `group ${task.id}`;
    case 'subscription':
      return `assignments in subscription ${task.id}`;
    case 'managementGroup':
      return `assignments at management group ${task.name}`;
    case 'machines':
      return 'inventory of machines';
  }
}
