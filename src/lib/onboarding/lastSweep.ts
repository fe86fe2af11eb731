/** How the last sweep went, in one small row that all instances share: what nobody reads in a log, a check can show. */
import * as z from 'zod';
import { defined } from '../defined.ts';
import { Failure } from '../errors.ts';
import { instant } from '../instant.ts';
import { CLOCK_SKEW_MS, type Clock } from '../time.ts';
import { type ControlDeps, createControlRow } from './controlRow.ts';
import type { SweepReport } from './sweep.ts';

const sweptSchema = z.object({
  /** When it began. */
  at: instant,
  machines: z.number().exactOptional(),
  /** Why nothing was looked for that the inventory does not show. */
  incomplete: z.string().exactOptional(),
  /** The code of what ended it early. */
  brokeOff: z.string().exactOptional(),
});
const rowSchema = z.object({ version: z.literal(1), last: sweptSchema.exactOptional() });

type Row = Readonly<z.output<typeof rowSchema>>;

/** How a sweep went. */
export type Swept = Readonly<z.output<typeof sweptSchema>>;

/** Both methods throw what the store throws. */
export interface LastSweep {
  ended(sweep: Swept): Promise<void>;
  /** The one that began last of those that have ended; undefined when none is on record. */
  read(): Promise<Swept | undefined>;
}

/** The record in this store. */
export function createLastSweep(deps: ControlDeps): LastSweep {
  const parse = (value: unknown) => rowSchema.safeParse(value).data;
  const row = createControlRow<Row>({ key: 'sweep', empty: { version: 1 }, parse }, deps);
  return {
    ended: (last) =>
      row.change((before, now) => {
        const known = before === 'unreadable' ? undefined : before.last;
        // One from the future was told by a clock that runs ahead, and would hide all that follow.
        const newer = known !== undefined && known.at > last.at && known.at - now <= CLOCK_SKEW_MS;
        return { answer: undefined, ...(!newer && { save: { version: 1 as const, last } }) };
      }),
    async read() {
      const held = await row.read();
      return held === 'unreadable' ? undefined : held.last;
    },
  };
}

/** Runs a sweep and puts down how it went. Throws what the sweep throws; a record that cannot be written stops nothing. */
export async function sweepOnRecord(
  run: () => Promise<SweepReport>,
  { lastSweep, clock }: { readonly lastSweep: Pick<LastSweep, 'ended'>; readonly clock: Clock },
): Promise<SweepReport> {
  const at = clock.now();
  // A check says so when no sweep is on record for long.
  const put = (swept: Swept) => lastSweep.ended(swept).catch(() => undefined);
  try {
    const report = await run();
    await put(defined({ at, machines: report.machines, incomplete: report.incomplete }));
    return report;
  } catch (error) {
    await put({ at, brokeOff: error instanceof Failure ? error.code : 'Unexpected' });
    throw error;
  }
}
