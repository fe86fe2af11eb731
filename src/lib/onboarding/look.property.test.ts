import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aLookWorld, type LookWorld } from '../../../test/builders/lookWorld.ts';
import { Failure, Throttled } from '../errors.ts';
import type { OnboardingSettings } from './evidence.ts';
import { entraSignIn } from './machine.ts';

type Fault = (world: LookWorld) => void;

const outage = new Failure('transient', 'ServerError', 'Azure is ill.');
const over = (minutes: number) => new Throttled('RateExceeded', 'Later.', NOON + minutes * 60_000);
const denied = { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' } as const;

/** What can go wrong by itself, and also end by itself. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'get fails': ({ arm }) => arm.next('get', outage),
  'get is over the rate': ({ arm }) => arm.next('get', over(3)),
  'get is denied': ({ arm }) => arm.next('get', denied),
  'poll fails': ({ arm }) => arm.next('poll', outage),
  'poll is over the rate': ({ arm }) => arm.next('poll', over(9)),
  'the operation is forgotten': ({ arm }) => arm.next('poll', { kind: 'ended' }),
  'patch fails': ({ arm }) => arm.next('patch', outage),
  'patch is over the rate': ({ arm }) => arm.next('patch', over(5)),
  'patch is denied': ({ arm }) => arm.next('patch', denied),
  'put fails': ({ arm }) => arm.next('put', outage),
  'put is over the rate': ({ arm }) => arm.next('put', over(20)),
  'put is denied': ({ arm }) => arm.next('put', denied),
  'somebody else installs': ({ arm }) => arm.next('put', { kind: 'busy' }),
  'the answer to patch is lost': ({ arm }) => arm.loseAnswer('patch'),
  'the answer to put is lost': ({ arm }) => arm.loseAnswer('put'),
};

const faults = fc.array(fc.constantFrom(...Object.keys(FAULTS)), { maxLength: 12 });
/** In which turns somebody asks for a look besides. */
const asks = fc.array(fc.nat({ max: 40 }), { maxLength: 5 });
/** After how many turns under way the agent has installed the extension. */
const slowness = fc.nat({ max: 6 });

interface Life {
  readonly faults: readonly string[];
  readonly asks: readonly number[];
  readonly slowness: number;
  readonly mode: OnboardingSettings['mode'];
}

/** Lives through the looks at one machine until nothing is to come. */
async function live(life: Life): Promise<LookWorld> {
  const world = aLookWorld({ machine: { identity: { kind: 'none' } }, settings: { mode: life.mode } });
  for (const fault of life.faults) FAULTS[fault]?.(world);
  let underWay = 0;
  await world.ask('event:registered');
  for (let turn = 0; world.wait() !== undefined; turn++) {
    if (turn > 500) throw new Error('It never came to rest.');
    if (life.asks.includes(turn)) await world.ask(`event:${turn}`);
    await world.next().catch(() => world.comesBack());
    const { machine } = world.arm;
    const creating = machine !== undefined && entraSignIn(machine)?.provisioningState === 'Creating';
    if (creating && underWay++ === life.slowness) world.arm.installed();
  }
  return world;
}

describe('whatever goes wrong on the way', () => {
  it('a machine becomes ready, by one change of each kind', async () => {
    await fc.assert(
      fc.asyncProperty(faults, asks, slowness, async (faults, asks, slowness) => {
        const world = await live({ faults, asks, slowness, mode: 'enforce' });

        const { state, trouble, lastError } = await world.record();
        expect({ state, trouble, lastError }).toEqual({ state: 'Ready' });
        expect(world.arm.changes).toEqual(['patch', 'put']);
      }),
      { numRuns: 300 },
    );
  });

  it('observe changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(faults, asks, slowness, async (faults, asks, slowness) => {
        const world = await live({ faults, asks, slowness, mode: 'observe' });

        expect(world.arm.calls.filter((call) => call === 'patch' || call === 'put')).toEqual([]);
        expect(await world.record()).toMatchObject({ state: 'Waiting', reason: 'ObserveMode' });
      }),
      { numRuns: 100 },
    );
  });
});
