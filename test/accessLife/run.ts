/** Lives through a world to its end, and says what went wrong in it. */
import { planDocumentSchema } from '../../src/lib/access/runs/planDocument.ts';
import { minutes, toIso } from '../../src/lib/time.ts';
import { createHost, type Host } from './host.ts';
import { aLife, type Life } from './life.ts';
import { unsettled } from './oracle.ts';
import { twinGoes } from './outsiders.ts';
import { approveAll, play } from './play.ts';
import type { Happening, World } from './world.ts';

export interface Result {
  /** What went wrong, in words; empty when all went well. */
  readonly problems: readonly string[];
  /** What happened, line by line; empty unless asked for. */
  readonly lines: readonly string[];
  /** Writes of role assignments. */
  readonly writes: number;
}

const TICK_MINUTES = 10;
/** So often it ticks before the app is away until the next thing happens. */
const TICKS = 3;

export async function run(world: World, { traced = false } = {}): Promise<Result> {
  const lines: string[] = [];
  const life = await aLife(world, (line) => {
    if (traced) lines.push(line());
  });
  const host = createHost(life);
  for (const happening of world.happenings) {
    await pass(happening.after, life, host);
    if (happening.amid !== undefined) {
      await host.tick();
      await host.some(happening.amid);
    }
    life.trace(() => `${toIso(life.clock.now())} … ${JSON.stringify(happening)}`);
    await play(happening, life);
  }
  life.trace(() => `${toIso(life.clock.now())} … quiet`);
  await rest(life, host);
  return { problems: life.problems, lines, writes: life.writes() };
}

async function pass(total: number, { clock }: Life, host: Host): Promise<void> {
  let left = total;
  for (let ticks = 0; ticks < TICKS && left >= TICK_MINUTES; ticks += 1) {
    await host.tick();
    await host.until(clock.now() + minutes(TICK_MINUTES));
    left -= TICK_MINUTES;
  }
  await host.until(clock.now() + minutes(left));
}

/** Everybody has had their turn, and everything is well again. */
const MENDED: readonly Happening[] = [
  { after: 0, kind: 'mendPolicy' },
  { after: 0, kind: 'permissionBack' },
  { after: 0, kind: 'resume', target: 'removals' },
  { after: 0, kind: 'resume', target: 'access' },
  { after: 0, kind: 'resume', target: 'all' },
];

/**
 * How long it takes at most, in hours between the rounds: what was lost counts for a day, what was rejected for a week, and what
 * no reading can tell is proposed after another.
 */
const ROUNDS = [0, 0, 1, 25, 0, 1, 25, 0, 1, 24 * 8, 0, 1, 25, 0, 1, 24 * 8, 0, 1, 25, 0, 1];

async function rest(life: Life, host: Host): Promise<void> {
  life.faults.mend();
  twinGoes(life);
  for (const happening of MENDED) await play(happening, life);
  for (const machine of life.truth.now().machines.keys()) await play({ after: 0, kind: 'report', machine }, life);
  let left: readonly string[] = [];
  for (const hours of ROUNDS) {
    await host.until(life.clock.now() + minutes(hours * 60));
    await pass(TICK_MINUTES, life, host);
    if (life.world.approver && (await approveAll(life))) await pass(TICK_MINUTES, life, host);
    const before = life.writes();
    await pass(TICK_MINUTES, life, host);
    left = [...(await whatIsLeft(life)), ...(life.writes() > before ? ['it does not stop writing'] : [])];
    if (left.length === 0) return;
  }
  life.problems.push(...left);
}

async function whatIsLeft(life: Life): Promise<readonly string[]> {
  const { data: plan } = planDocumentSchema.safeParse(life.tables.written('plan'));
  if (plan === undefined) return ['there is no plan'];
  const { items } = await life.tables.changes.list(plan.runId, 1000);
  return unsettled(plan, items, life);
}
