/** One check of the app, as people and monitors read it. */
import * as z from 'zod';

export const checkSchema = z
  .object({
    check: z.string(),
    status: z.enum(['ok', 'problem']),
    message: z.string(),
    fix: z.string().optional(),
  })
  .meta({ id: 'Check' });

export type Check = z.output<typeof checkSchema>;
