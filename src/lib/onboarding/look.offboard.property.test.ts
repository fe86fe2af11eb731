import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { askToLeave } from '../../../test/builders/leaving.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { anExtension } from '../../../test/builders/machine.ts';
import { Failure, Throttled } from '../errors.ts';
import { entraSignIn, type ObservedMachine } from './machine.ts';

const outage = new Failure('transient', 'ServerError', 'Azure is ill.');
const over = (minutes: number) => new Throttled('RateExceeded', 'Later.', NOON + minutes * 60_000);
const denied = { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' } as const;

/** What can go wrong by itself, and also end by itself. */
const FAULTS: Readonly<Record<string, (world: LookWorld) => void>> = {
  'get fails': ({ arm }) => arm.next('get', outage),
  'get is over the rate': ({ arm }) => arm.next('get', over(3)),
  'get is denied': ({ arm }) => arm.next('get', denied),
  'poll fails': ({ arm }) => arm.next('poll', outage),
  'poll is over the rate': ({ arm }) => arm.next('poll', over(9)),
  'the operation is forgotten': ({ arm }) => arm.next('poll', { kind: 'ended' }),
  'the tag fails': ({ arm }) => arm.next('tag', outage),
  'the tag is over the rate': ({ arm }) => arm.next('tag', over(5)),
  'the tag is denied': ({ arm }) => arm.next('tag', denied),
  'somebody else writes the tags': ({ arm }) => arm.next('tag', { kind: 'busy' }),
  'the removal fails to be sent': ({ arm }) => arm.next('delete', outage),
  'the removal is over the rate': ({ arm }) => arm.next('delete', over(20)),
  'the removal is denied': ({ arm }) => arm.next('delete', denied),
  'somebody else works on the extension': ({ arm }) => arm.next('delete', { kind: 'busy' }),
  'the answer to the tag is lost': ({ arm }) => arm.loseAnswer('tag'),
  'the answer to the removal is lost': ({ arm }) => arm.loseAnswer('delete'),
};

const faults = fc.array(fc.constantFrom(...Object.keys(FAULTS)), { maxLength: 12 });
/** In which turns an event or a person asks for a look, or a person asks once more for the machine to leave. */
const asks = fc.array(fc.record({ turn: fc.nat({ max: 40 }), by: fc.constantFrom('event', 'person', 'leave') }), {
  maxLength: 5,
});
const provisioning = fc.constantFrom('Succeeded', 'Failed', 'Canceled', 'Creating', undefined);

async function turn(world: LookWorld, at: number, by: readonly string[]): Promise<void> {
  if (by.includes('leave')) await askToLeave(world);
  if (by.includes('person')) await world.ask(`person:${at}`, 'person');
  if (by.includes('event')) await world.ask(`event:${at}`);
  await world.next().catch(() => world.comesBack());
}

/** The agent has done its part. */
function work({ arm }: LookWorld): void {
  const state = arm.machine && entraSignIn(arm.machine)?.provisioningState;
  if (state === 'Creating') arm.installed();
  if (state === 'Deleting') arm.removed();
}

describe('whatever goes wrong on the way out', () => {
  it('a machine leaves, by one change of each kind, and rests', async () => {
    await fc.assert(
      fc.asyncProperty(faults, asks, provisioning, fc.nat({ max: 6 }), async (faults, asks, state, slowness) => {
        const machine: Partial<ObservedMachine> =
          state === undefined ? {} : { extensions: [anExtension({ provisioningState: state })] };
        const world = aLookWorld({ machine });
        for (const fault of faults) FAULTS[fault]?.(world);
        await askToLeave(world);

        for (let at = 0; world.wait() !== undefined; at++) {
          if (at > 500) throw new Error('It never came to rest.');
          if (at % (slowness + 1) === slowness) work(world);
          await turn(
            world,
            at,
            asks.filter((ask) => ask.turn === at).map(({ by }) => by),
          );
        }

        const record = await world.record();
        expect(record).toMatchObject({ state: 'Excluded', reason: 'ExcludedByTag', offboardedAt: expect.any(Number) });
        for (const left of ['offboard', 'trouble', 'lastError', 'readyAt', 'removals'])
          expect(record).not.toHaveProperty(left);
        expect(world.arm.changes).toEqual(state === undefined ? ['tag'] : ['tag', 'delete']);
      }),
      { numRuns: 300 },
    );
  });
});
