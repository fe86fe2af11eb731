/** What somebody can do on purpose, at the limits of Azure: honest machines go on. On virtual time. */
import { describe, expect, it } from 'vitest';
import { hours, minutes } from '../../src/lib/time.ts';
import { ONE_MACHINE } from './oneMachine.ts';
import { createStack, runUntil, type Stack } from './stack.ts';
import { machineNo, START } from './start.ts';
import type { Act, MachinePlan } from './world.ts';

const [PLAN] = ONE_MACHINE.machines;

/** Where calls are limited, plays these acts, and has machines register at these seconds. */
function aLimited(acts: readonly Act[], registers: readonly number[], indexLagSeconds = 0): Stack {
  const world = { ...ONE_MACHINE, indexLagSeconds };
  const stack = createStack(world, { instances: 4, limited: true, mishap: () => undefined });
  for (const [index, at] of registers.entries())
    stack.time.after(at * 1000, () => stack.actors.register(index, plan()));
  for (const act of acts) if (act.kind === 'forgedIds' || act.kind === 'fault') atItsTime(stack, act);
  return stack;
}

function atItsTime({ time, actors }: Stack, act: Extract<Act, { kind: 'forgedIds' | 'fault' }>): void {
  time.after(act.at * 1000, () => actors.act(act, plan()));
}

function plan(): MachinePlan {
  if (PLAN === undefined) throw new Error('There is one machine.');
  return { ...PLAN, identity: 'system', reportAfterSeconds: 0, installSeconds: 5 };
}

/** Milliseconds from the registration of the machine to its readiness. */
async function readyAfter(stack: Stack, index: number, registered: number, within = hours(3)): Promise<number> {
  const isReady = async () => (await stack.ledger.read(machineNo(index)))?.record.readyAt;
  let readyAt: number | undefined;
  for (let until = START; readyAt === undefined && until < START + within; until += 1000) {
    await runUntil(stack, until);
    readyAt = await isReady();
  }
  return (readyAt ?? Number.POSITIVE_INFINITY) - START - registered * 1000;
}

describe('600 events for machines that there are not', () => {
  const flood: Act = { at: 1, machine: 0, kind: 'forgedIds', ids: 600 };

  it('do not hold up a machine that the inventory shows', async () => {
    const stack = aLimited([flood], [10]);

    expect(await readyAfter(stack, 0, 10)).toBeLessThan(45_000);
    expect(stack.witness.problems).toEqual([]);
  });

  it('hold up one that it does not show yet for not much longer than that takes', async () => {
    const stack = aLimited([flood], [10], 60);

    expect(await readyAfter(stack, 0, 10)).toBeLessThan(minutes(2) + 30_000);
  });

  it('leave no trace, and take no more reads than are kept for unknown ids', async () => {
    const stack = aLimited([flood], []);

    await runUntil(stack, START + minutes(10));
    const reads = stack.witness.calls.reads;
    await runUntil(stack, START + hours(2));

    // The burst, and 7.5 a second; each batch of a hundred is a query.
    expect(reads).toBeLessThan(600 + 200);
    expect((await stack.ledger.list({}, 2000)).items).toEqual([]);
    expect(stack.queue.size()).toBe(0);
  });
});

describe('a Retry-After of a day on one machine’s PUT', () => {
  it('holds up the others for a minute or so, and that machine for an hour', async () => {
    const fault: Act = {
      at: 0,
      machine: 0,
      kind: 'fault',
      fault: { call: 'put', how: 'throttledForADay', times: 1 },
    };
    const stack = aLimited([fault], [1, 10]);

    expect(await readyAfter(stack, 1, 10)).toBeLessThan(minutes(2));
    expect(await readyAfter(stack, 0, 1)).toBeLessThan(hours(1) + minutes(5));
  });
});
