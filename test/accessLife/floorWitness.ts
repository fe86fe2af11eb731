/** Sees that enough administrators remain where one is removed. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Instant, minutes, seconds } from '../../src/lib/time.ts';
import type { Write } from './azure.ts';
import { administratorsAt, type Scene } from './scene.ts';

/**
 * What others have done so lately the app cannot always know: what a run has read of a group is so old at most when the
 * last of its changes is made.
 */
const UNKNOWN_STILL_MS = minutes(75);
/** Assignments are listed right before. */
const LISTED_STILL_MS = seconds(90);

/** Whoever goes for one of these could not sign in any more, or is to be kept out whatever it costs. */
const PASSING: ReadonlySet<string> = new Set(['deny', 'disabled', 'guest', 'notAPerson', 'deleted']);

export interface FloorWitness {
  saw(write: Write, record: ChangeRecord | undefined): readonly string[];
}

export function createFloorWitness({ clock, truth, there, policy, world }: Scene): FloorWitness {
  /** Whom we have made administrators no more, and when. */
  let ours: readonly { readonly at: Instant; readonly person: number }[] = [];
  return {
    saw({ action, assignment }, record) {
      if (action === 'add' || assignment.role !== 'administrator') return [];
      const { scope } = assignment;
      const { deny } = policy.now();
      const before = administratorsAt(scope, there.now(), truth.now(), deny);
      const without = there.now().filter((one) => one !== assignment);
      const after = administratorsAt(scope, without, truth.now(), deny);
      const now = clock.now();
      const gone = [...before].filter((person) => !after.has(person)).map((person) => ({ at: now, person }));
      ours = [...ours.filter(({ at }) => now - at < UNKNOWN_STILL_MS), ...gone];
      const least = world.guards.minAdministrators;
      if (gone.length === 0 || after.size >= least || PASSING.has(record?.reason ?? '')) return [];
      return mayNotKnow(scope, least) ? [] : [`${after.size} administrators remain there, and ${least} must`];
    },
  };

  /** Whether there were enough without those whom we took it from, before others did something. */
  function mayNotKnow(scope: string, least: number): boolean {
    const since = clock.now() - UNKNOWN_STILL_MS;
    const taken = new Set(ours.map(({ person }) => person));
    return truth.since(since).some((truthThen) =>
      there.since(clock.now() - LISTED_STILL_MS).some((thereThen) => {
        const then = administratorsAt(scope, thereThen, truthThen, policy.now().deny);
        return [...then].filter((person) => !taken.has(person)).length >= least;
      }),
    );
  }
}
