import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { createMemoryTotals } from '../../../local/memory/totals.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { serve } from '../http/serve.ts';
import { aRequest, someOptions } from '../http/serving.fixture.ts';
import { armId } from '../onboarding/machineId.ts';
import { createPauseState } from '../onboarding/pauseState.ts';
import { createRolloutBrake } from '../onboarding/rolloutBrake.ts';
import { totalsOf } from '../onboarding/totals.ts';
import { hours } from '../time.ts';
import { type FleetDeps, getFleet } from './fleet.ts';

const AT_NOON = '2026-11-22T12:00:00.000Z';

function aFleet() {
  const clock = aClock();
  const store = createMemoryControl();
  const control = { store, clock, sleep: async () => undefined, random: () => 0.5 };
  const deps = {
    clock,
    totals: createMemoryTotals(clock),
    rollout: createRolloutBrake({ ...control, most: 50 }),
    pauses: createPauseState(control),
  } satisfies FleetDeps;
  const ask = async (headers: Record<string, string> = {}) => {
    const { body = 'null', ...rest } = await serve(getFleet, aRequest({ headers }), deps, someOptions({ clock }));
    return { ...rest, body: JSON.parse(body) };
  };
  return { ...deps, store, ask };
}

describe('GET /fleet', () => {
  it('is for readers, and shows an empty fleet as such', async () => {
    const { status, body } = await aFleet().ask();

    expect(getFleet.who).toBe('read');
    expect(status).toBe(200);
    expect(body).toEqual({
      asOf: AT_NOON,
      total: 0,
      states: expect.objectContaining({ Ready: 0, Failed: 0, Gone: 0 }),
      reasons: [],
      timeToReadySeconds: { p50: null, p95: null },
      oldestNotReady: null,
      rollout: { inFlight: 0, most: 50, finished: 0, failed: 0, failing: [], halted: null },
      pauses: [],
      pauseHistory: [],
    });
  });

  it('shows machines by state and reason, how long they took, and which waits longest', async () => {
    const { totals, clock, ask } = aFleet();
    const ready = { state: 'Ready', reason: 'Ready' } as const;
    const failed = { state: 'Failed', reason: 'InstallFailed' } as const;
    const counted = totalsOf([
      ...Array.from({ length: 9 }, () => ({ ...ready, readySeconds: 200 })),
      { ...ready, readySeconds: 0 },
      failed,
    ]);
    await totals.rebase(counted, clock.now(), { id: aMachineId(), state: 'Failed', since: clock.now() });

    const { body } = await ask();

    expect(body).toMatchObject({
      total: 11,
      states: { Ready: 10, Failed: 1, Waiting: 0 },
      reasons: [
        { reason: 'Ready', count: 10 },
        { reason: 'InstallFailed', count: 1 },
      ],
      oldestNotReady: {
        id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-1`,
        state: 'Failed',
        since: AT_NOON,
      },
    });
    expect(Math.abs(body.timeToReadySeconds.p50 - 200)).toBeLessThanOrEqual(10);
    expect(body.timeToReadySeconds.p95).toBe(body.timeToReadySeconds.p50);
  });

  it('shows a halted rollout, and why', async () => {
    const { rollout, ask } = aFleet();
    for (let i = 0; i < 10; i++) {
      await rollout.reserve(aMachineId(`srv-${i}`));
      await rollout.conclude(aMachineId(`srv-${i}`), 'failed');
    }
    await rollout.reserve(aMachineId('late'));

    const { body } = await ask();

    expect(body.rollout).toEqual({
      inFlight: 0,
      most: 50,
      finished: 10,
      failed: 10,
      failing: Array.from({ length: 10 }, (_, i) => armId(aMachineId(`srv-${i}`))),
      halted: {
        at: AT_NOON,
        why: 'Installation failed on 10 of the last 10 machines: srv-5, srv-6, srv-7, srv-8, srv-9 and 5 more.',
      },
    });
  });

  it('shows the pauses in force, and who paused and resumed what, the newest first', async () => {
    const { pauses, clock, ask } = aFleet();
    await pauses.pause('all', clock.now() + hours(1), 'Incident.', 'ada');
    await pauses.pause('onboarding', clock.now() + hours(2), 'Change freeze.', 'bob');
    clock.advance(hours(1));

    const { body } = await ask();

    expect(body.pauses).toEqual([
      { what: 'onboarding', until: '2026-11-22T14:00:00.000Z', reason: 'Change freeze.', by: 'bob', at: AT_NOON },
    ]);
    expect(body.pauseHistory.map(({ did, what, by }: Record<string, string>) => [did, what, by])).toEqual([
      ['paused', 'onboarding', 'bob'],
      ['paused', 'all', 'ada'],
    ]);
  });

  it('shows pauses that cannot be read as a pause of everything', async () => {
    const { store, ask } = aFleet();
    await store.write('pauses', { version: 2 }, undefined);

    const { body } = await ask();

    expect(body.pauses).toEqual([
      { what: 'all', until: null, reason: expect.stringContaining('cannot be read'), by: null, at: null },
    ]);
    expect(body.pauseHistory).toEqual([]);
  });

  it('is unchanged for whoever asks again while nothing moves', async () => {
    const { totals, clock, ask } = aFleet();
    await totals.moved(undefined, { state: 'Ready', reason: 'Ready' });
    const first = await ask();
    clock.advance(hours(1));

    const again = await ask({ 'if-none-match': first.headers['etag'] ?? '' });

    expect(again.status).toBe(304);
  });
});
