/** Sees that enough administrators remain where one is removed. */
import type { ChangeRecord } from '../../src/lib/access/apply/changeRecord.ts';
import { type Instant, minutes, seconds } from '../../src/lib/time.ts';
import type { Write } from './azure.ts';
import { administratorsAt, lasting, type Scene } from './scene.ts';
import { groupId } from './truth.ts';

/** So long after a run has read a group the last of its changes are made. */
const CARRIED_OUT_MS = minutes(75);
/** Assignments are listed right before. */
const LISTED_STILL_MS = seconds(90);

/** Whoever goes for one of these could not sign in any more, or is to be kept out whatever it costs. */
const PASSING: ReadonlySet<string> = new Set(['deny', 'disabled', 'guest', 'notAPerson', 'deleted']);

export interface FloorWitness {
  saw(write: Write, record: ChangeRecord | undefined): readonly string[];
}

export function createFloorWitness(scene: Scene): FloorWitness {
  const { clock, truth, there, policy, world, faults } = scene;
  /** Whom we have made administrators no more, and when. */
  let ours: readonly { readonly at: Instant; readonly person: number }[] = [];
  return {
    saw({ action, assignment }, record) {
      if (action === 'add' || assignment.role !== 'administrator') return [];
      const { scope } = assignment;
      const { deny } = policy.now();
      const standing = lasting(there.now(), scene);
      const before = administratorsAt(scope, standing, truth.now(), deny);
      const without = standing.filter((one) => one !== assignment);
      const after = administratorsAt(scope, without, truth.now(), deny);
      const now = clock.now();
      const gone = [...before].filter((person) => !after.has(person)).map((person) => ({ at: now, person }));
      ours = [...ours.filter(({ at }) => now - at < CARRIED_OUT_MS), ...gone];
      const least = world.guards.minAdministrators;
      if (gone.length === 0 || after.size >= least || PASSING.has(record?.reason ?? '')) return [];
      return mayNotKnow(scope, least) ? [] : [`${after.size} administrators remain there, and ${least} must`];
    },
  };

  /**
   * Whether there were enough without those whom we took it from, as far as the app can know: who is in a group it knows as of
   * when that was listed last, and of everybody whom an assignment names whether they can sign in now.
   */
  function mayNotKnow(scope: string, least: number): boolean {
    const since = Math.min(clock.now(), ...scene.truth.now().groups.map((_, n) => lastListed(n)));
    const taken = new Set(ours.map(({ person }) => person));
    const { deny } = policy.now();
    return there.since(clock.now() - LISTED_STILL_MS).some((list) => {
      const thereThen = lasting(list, scene);
      const direct = thereThen.filter(({ principalType }) => principalType === 'User');
      const through = thereThen.filter(({ principalType }) => principalType !== 'User');
      const named = administratorsAt(scope, direct, truth.at(faults.listedAt()), deny);
      return truth.since(since).some((truthThen) => {
        const then = new Set([...named, ...administratorsAt(scope, through, truthThen, deny)]);
        return [...then].filter((person) => !taken.has(person)).length >= least;
      });
    });
  }

  function lastListed(group: number): Instant {
    return scene.directory.listings(groupId(group)).at(-1)?.asOf ?? clock.now();
  }
}
