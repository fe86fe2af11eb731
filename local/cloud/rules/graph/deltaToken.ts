import * as z from 'zod';

/** Where a delta query stands. Everything is in the token: the service remembers nothing. */
const tokenSchema = z.strictObject({
  kind: z.enum(['user', 'group']),
  /** The revision that the client knows; 0 for the first round, which tells everything. */
  since: z.number(),
  /** The revision that this round tells. */
  until: z.number(),
  /** How far the round has come: a position among the objects, or the next change. Absent between rounds. */
  at: z.number().optional(),
  /** How far it has come among the members of the object at `at`. */
  edge: z.number(),
  /** Where the page before began. */
  before: z.strictObject({ at: z.number(), edge: z.number() }).optional(),
  afterEmpty: z.boolean(),
  /** The options of the first call hold for all that follow. */
  select: z.array(z.string()).optional(),
  ids: z.array(z.string()).optional(),
  issuedAt: z.number(),
});

export type DeltaToken = z.infer<typeof tokenSchema>;

/** The token as it stands in links. */
export function deltaTokenText(token: DeltaToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** The token in a link; undefined for anything else. */
export function deltaTokenIn(text: string): DeltaToken | undefined {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
