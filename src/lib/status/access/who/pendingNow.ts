/** The changes that wait, as `GET /access/who` answers them: with what keeps each from being made at this moment. */
import * as z from 'zod';
import { pausableAs, pausedNow } from '../../../access/pausedNow.ts';
import { changeShape } from '../../../access/plan/changeShape.ts';
import { QUARANTINE_STATUSES, statusAt } from '../../../access/quarantine/quarantine.ts';
import type { Quarantines } from '../../../access/quarantine/quarantines.ts';
import type { AccessSettings } from '../../../access/runs/accessDeps.ts';
import { PENDING_STATUSES, type Pending } from '../../../access/who/pending.ts';
import { defined } from '../../../defined.ts';
import type { PauseState } from '../../../onboarding/control.ts';
import type { Clock } from '../../../time.ts';

const { people: _people, uncounted: _uncounted, quarantine: _quarantine, ...shown } = changeShape;

export const pendingItem = z
  .object({
    ...shown,
    status: z
      .enum(PENDING_STATUSES)
      .describe(
        '`planned`: the run makes it. `withheld`: something keeps it from being made. `failed`: Azure refused it',
      ),
    why: z.object({ code: z.string(), message: z.string() }).optional(),
    quarantine: z
      .object({ id: z.string(), status: z.enum(QUARANTINE_STATUSES) })
      .optional()
      .describe('Where an approver decides on it, or has decided'),
  })
  .meta({ id: 'PendingChange' });

export interface PendingDeps {
  readonly quarantines: Pick<Quarantines, 'read'>;
  readonly accessSettings: Pick<AccessSettings, 'mode'>;
  readonly pauses: Pick<PauseState, 'read'>;
  readonly clock: Clock;
}

type Item = z.output<typeof pendingItem>;
type Why = NonNullable<Pending['why']>;

/** The view of these changes. */
export async function pendingNow(pending: readonly Pending[], deps: PendingDeps): Promise<Item[]> {
  const ids = [...new Set(pending.flatMap(({ quarantine }) => (quarantine === undefined ? [] : [quarantine])))];
  const quarantines = new Map(await Promise.all(ids.map((id) => quarantineNow(id, deps))));
  const holds = await holdsNow(pending, deps);
  return pending.map((change) => {
    const { people: _people, uncounted: _uncounted, path, quarantine, ...rest } = change;
    const hold = change.status === 'planned' ? holds(change) : undefined;
    return defined({
      ...rest,
      path: path && [...path],
      status: hold === undefined ? change.status : ('withheld' as const),
      why: hold ?? change.why,
      quarantine: quarantine === undefined ? undefined : quarantines.get(quarantine),
    });
  });
}

async function quarantineNow(id: string, { quarantines, clock }: PendingDeps) {
  const found = await quarantines.read(id);
  return [id, found && { id, status: statusAt(found.quarantine, clock.now()) }] as const;
}

/** What keeps planned changes from being made now, whatever the plan says. */
async function holdsNow(
  pending: readonly Pending[],
  { accessSettings, pauses, clock }: PendingDeps,
): Promise<(change: Pending) => Why | undefined> {
  if (accessSettings.mode === 'observe') return () => OBSERVED;
  const targets = [...new Set(pending.map(pausableAs))].filter((what) => what !== undefined);
  const paused = new Map(
    await Promise.all(targets.map(async (what) => [what, await pausedNow(what, pauses, clock.now())] as const)),
  );
  return (change) => {
    const what = pausableAs(change);
    const message = what === undefined ? undefined : paused.get(what);
    return message === undefined ? undefined : { code: 'Paused', message };
  };
}

const OBSERVED: Why = { code: 'ObserveMode', message: 'ACCESS_MODE is observe: changes are shown, and not made.' };
