/** A change as documents have it. */
import * as z from 'zod';
import { ADD_REASONS, REMOVE_REASONS } from './change.ts';

export const changeShape = {
  action: z.enum(['add', 'remove']),
  scope: z.string(),
  role: z.enum(['administrator', 'user']),
  principalId: z.string(),
  principalType: z.string(),
  principal: z.string().exactOptional(),
  binding: z.string().nullable(),
  path: z.array(z.string()).readonly().exactOptional(),
  reason: z.enum([...ADD_REASONS, ...REMOVE_REASONS]),
  people: z.array(z.string()).readonly().exactOptional(),
  uncounted: z.literal(true).exactOptional(),
  quarantine: z.string().exactOptional(),
};
