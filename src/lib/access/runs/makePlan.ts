/** The end of a run: the plan from everything that was read. */
import { defined } from '../../defined.ts';
import { type Place, placeKey, placeScope } from '../assignment.ts';
import { withEnds } from '../guards/announced.ts';
import { withSamples } from '../guards/peaks.ts';
import { type Diff, diff } from '../plan/diff.ts';
import { withSample } from '../plan/growth.ts';
import { type Plan, planOf } from '../plan/plan.ts';
import type { PlanInput } from '../plan/planInput.ts';
import { standingGroups } from '../plan/standingGroups.ts';
import { settle } from '../quarantine/settle.ts';
import { withhold } from '../quarantine/withhold.ts';
import { keepAbsences } from './absences.ts';
import type { PlanningDeps } from './accessDeps.ts';
import { plannedFor } from './earlier.ts';
import { lookUp } from './lookUp.ts';
import { keepRecords } from './onRecord.ts';
import { ONCE, type PlanDocument, planDocument } from './planDocument.ts';
import { placesOf, planInputFor } from './planInputFor.ts';
import { type PolicyNow, policyNow } from './policyNow.ts';
import type { Progress } from './progress.ts';
import type { Memory } from './readings.ts';

/**
 * Makes the plan, keeps it as the newest, and remembers for the next run what that needs. `policyChanged`: the policy is
 * another one than the run has read for.
 */
export async function makePlan(run: Progress, deps: PlanningDeps): Promise<PlanDocument | 'policyChanged'> {
  const { readings, clock, accessSettings, policySource, documents, grants } = deps;
  const memory = await readings.memory();
  const now = clock.now();
  const found = await policyNow(policySource, memory.policy, { ...accessSettings, now });
  if (found.problems.length === 0 && found.mark?.etag !== run.policyEtag) return 'policyChanged';
  const { policy, mark, problems } = found;
  const about = { runId: run.runId, policy, etag: mark?.etag, held: problems.length > 0, memory };
  const input = await planInputFor({ ...about, places: await placesOf(memory, readings) }, deps);
  const compared = diff(input);
  const looked = await lookUp(compared, input, memory.listed, deps);
  const unread = [...unreadPlaces(memory.places, input.places), ...looked.unread];
  const policyGuards = found.policy?.guards ?? {};
  const limiting = {
    input,
    policyGuards,
    limits: accessSettings.limits,
    samples: memory.people,
    ends: memory.ends,
    baselines: memory.baselines,
    now,
  };
  const withholding = await withhold(compared, looked, limiting, deps);
  const made = planOf(input, withholding.diff, looked, deps.newHasher());
  const quarantines = await settle(withholding, made, now, deps);
  const { mode } = accessSettings;
  const written = { runId: run.runId, at: now, mode, policy: found, unread, quarantines, limits: withholding.budgets };
  const document = planDocument(made, written);
  await documents.write('plan', document);
  // At a terminal nothing is on record, and nothing is put there.
  if (run.runId !== ONCE) await keepRecords(compared, input, grants);
  await keepAbsences(compared.absent, documents);
  const people = withSamples(memory.people, withholding.people, now);
  const planned = plannedFor(input, about);
  const blockedSince = [...compared.blockedSince].map(([binding, since]) => ({ binding, since }));
  const { listedAt: listed } = looked;
  const baselines = withholding.baselines && [...withholding.baselines];
  const told = { marks: run.marks, followed: run.groups, listed, people, planned, blockedSince, baselines };
  await readings.remember(defined({ ...memory, ...told, ...learnt(made, compared, input, found, memory) }));
  return document;
}

/** Where nobody knows what stands, whether a binding names it or not: something of ours may. */
function unreadPlaces(expected: readonly Place[], places: PlanInput['places']): PlanDocument['unread'] {
  return expected.flatMap((place) => {
    const reading = places.get(placeKey(place));
    const gap = reading === undefined ? NEVER_READ : reading.gap;
    return gap === undefined ? [] : [{ scope: placeScope(place), ...gap }];
  });
}

const NEVER_READ = { code: 'NeverRead', message: 'It was not read in this run.' } as const;

/** What the next run needs to know. What an unread place holds is not known, and nothing to reckon with. */
function learnt(made: Plan, { absent }: Diff, input: PlanInput, { policy }: PolicyNow, { samples, ends }: Memory) {
  const { places, now } = input;
  // Who is to be added is proven person by person; who is to go, by complete readings.
  const changes = [...made.removes, ...made.withheld].filter(({ action }) => action === 'remove');
  const busy = new Set(changes.map(({ binding }) => binding));
  const pending = policy?.bindings.filter(({ name }) => busy.has(name)).map(({ group }) => group.id) ?? [];
  const sampled: Memory['samples'] = {};
  for (const [key, { used, gap }] of places) {
    const before = samples[key] ?? [];
    sampled[key] = gap === undefined ? [...withSample(before, { at: now, used })] : before;
  }
  // Whoever is in none of several groups is proven by all of them.
  return {
    pending: [...new Set([...pending, ...absent.keys()])],
    samples: sampled,
    ends: withEnds(ends, input.policy.bindings, now),
    standing: [...standingGroups(input)],
  };
}
