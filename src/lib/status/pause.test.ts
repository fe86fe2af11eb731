import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../local/memory/control.ts';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { createMemoryLookQueue } from '../../../local/memory/lookQueue.ts';
import { createMemoryRuns } from '../../../local/memory/runs.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { runIdOf } from '../access/runRecord.ts';
import { createRunLock } from '../access/runs/runLock.ts';
import { Failure } from '../errors.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { type PlainRequest, type ServeOptions, serve } from '../http/serve.ts';
import { aPost, someOptions } from '../http/serving.fixture.ts';
import { armId, type MachineId } from '../onboarding/machineId.ts';
import { parseMessage } from '../onboarding/message.ts';
import { createPauseState } from '../onboarding/pauseState.ts';
import { createRolloutBrake } from '../onboarding/rolloutBrake.ts';
import { watchedSubscriptions } from '../onboarding/watched.ts';
import { pauseChanges, resumeChanges } from './pause.ts';

const AT_NOON = '2026-11-22T12:00:00.000Z';
const WHY = { what: 'onboarding', reason: 'Change freeze.' };
const ENTRA: Partial<ServeOptions> = { auth: { kind: 'entra', platformAuthEnabled: true } };

function aWorld(options: Partial<ServeOptions> = {}) {
  const clock = aClock();
  const store = createMemoryControl();
  const control = { store, clock, sleep: async () => undefined, random: () => 0.5 };
  const sent: string[] = [];
  let tokens = 0;
  const deps = {
    clock,
    lock: createRunLock(control),
    runQueue: { send: async (runId: string) => void sent.push(runId), sendAgain: async () => undefined },
    newRunId: () => runIdOf(clock.now(), () => 0.5),
    runs: createMemoryRuns(),
    pauses: createPauseState(control),
    rollout: createRolloutBrake({ ...control, most: 50 }),
    ledger: createMemoryLedger(),
    queue: createMemoryLookQueue(clock),
    newToken: () => `token-${++tokens}`,
    watched: watchedSubscriptions([SUBSCRIPTION]),
  };
  const ask = async (endpoint: Endpoint<typeof deps>, request: PlainRequest) => {
    const { status, body = '' } = await serve(endpoint, request, deps, someOptions({ clock, ...options }));
    return { status, body: JSON.parse(body) };
  };
  return {
    ...deps,
    sent,
    store,
    pause: (body: unknown, headers = {}) => ask(pauseChanges, aPost(body, { headers })),
    resume: (body: unknown, headers = {}) => ask(resumeChanges, aPost(body, { headers })),
  };
}

/** Ten installations fail. */
async function halt({ rollout }: Pick<ReturnType<typeof aWorld>, 'rollout'>) {
  for (let i = 0; i < 10; i++) {
    await rollout.reserve(aMachineId(`srv-${i}`));
    await rollout.conclude(aMachineId(`srv-${i}`), 'failed');
  }
}

/** What the platform's authentication passes on. */
function principal(...roles: readonly string[]) {
  const claims = [
    { typ: 'preferred_username', val: 'ada@contoso.com' },
    ...roles.map((val) => ({ typ: 'roles', val })),
  ];
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify({ claims })).toString('base64') };
}

describe('POST /pause', () => {
  it('pauses for 24 hours when nothing else is said, and tells what is paused', async () => {
    const { pause, pauses } = aWorld();

    const { status, body } = await pause({ ...WHY, by: 'ada' });

    expect(status).toBe(200);
    expect(body).toEqual({
      pauses: [{ ...WHY, until: '2026-11-23T12:00:00.000Z', by: 'ada', at: AT_NOON }],
    });
    expect(await pauses.paused('onboarding')).toBe(true);
  });

  it.each([
    { what: 'onboarding', until: '2026-11-22T12:00:00.001Z' },
    { what: 'access', until: '2026-11-22T13:00:00Z' },
    { what: 'removals', until: '2026-12-01T00:00:00Z' },
    { what: 'all', until: '2026-12-22T12:00:00Z' },
    { what: 'all', until: '2026-11-22T20:00:00+02:00' },
  ])('pauses $what until $until', async ({ what, until }) => {
    const { pause } = aWorld();

    const { status, body } = await pause({ what, reason: 'Incident.', until });

    expect(status).toBe(200);
    expect(Date.parse(body.pauses[0].until)).toBe(Date.parse(until));
    expect(body.pauses[0].what).toBe(what);
  });

  it.each([
    { until: '2026-11-22T12:00:00Z', message: 'must be in the future, and at most 30 days ahead' },
    { until: '2026-12-22T12:00:00.001Z', message: 'must be in the future, and at most 30 days ahead' },
    { until: 'tomorrow', message: expect.any(String) },
    { until: '2026-11-23', message: expect.any(String) },
  ])('refuses until $until', async ({ until, message }) => {
    const { pause, pauses } = aWorld();

    const { status, body } = await pause({ ...WHY, until });

    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'bad-request', errors: [{ field: 'until', message }] });
    expect(await pauses.paused('onboarding')).toBe(false);
  });

  it.each([
    {
      body: { ...WHY, what: 'everything' },
      field: 'what',
      message: 'must be one of onboarding, access, removals, all',
    },
    { body: { ...WHY, reason: ' ' }, field: 'reason', message: 'must say why' },
    { body: { what: 'all' }, field: 'reason', message: expect.any(String) },
    { body: { ...WHY, untill: AT_NOON }, field: 'untill', message: 'is not known' },
  ])('refuses $body', async ({ body, field, message }) => {
    const answer = await aWorld().pause(body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, message }]);
  });

  it('says so when the pauses cannot be read, and changes nothing', async () => {
    const { pause, store, pauses } = aWorld();
    await store.write('pauses', { version: 2 }, undefined);

    const { status, body } = await pause(WHY);

    expect(status).toBe(409);
    expect(body.detail).toContain('with {"what":"all"');
    expect(await pauses.read()).toBe('unreadable');
  });
});

describe('POST /resume', () => {
  it('lifts the pause of this name, and tells what is still paused', async () => {
    const { pause, resume, pauses } = aWorld();
    await pause(WHY);
    await pause({ ...WHY, what: 'all' });

    const { status, body } = await resume({ ...WHY, reason: 'Over.' });

    expect(status).toBe(200);
    expect(body.pauses.map(({ what }: { what: string }) => what)).toEqual(['all']);
    expect(body.rolloutResumed).toBe(false);
    expect(await pauses.paused('onboarding')).toBe(true);
  });

  it.each(['onboarding', 'all'])('of %s lets a halted rollout go on', async (what) => {
    const world = aWorld();
    await halt(world);

    const { body } = await world.resume({ what, reason: 'The proxy is mended.' });

    expect(body).toMatchObject({ pauses: [], rolloutResumed: true });
    expect(await world.rollout.reserve(aMachineId())).toBe('reserved');
  });

  it.each(['access', 'removals'])('of %s is no word on a halted rollout', async (what) => {
    const world = aWorld();
    await halt(world);
    await world.pause({ ...WHY, what });

    const { body } = await world.resume({ what, reason: 'The group is mended.' });

    expect(body).toMatchObject({ pauses: [], rolloutResumed: false });
    expect(await world.rollout.reserve(aMachineId())).toBe('halted');
  });

  it.each(['access', 'removals', 'all'])('of %s asks for a run of access, and says which', async (what) => {
    const world = aWorld();
    await world.pause({ ...WHY, what });

    const { body } = await world.resume({ what, reason: 'Over.' });

    expect(world.sent).toEqual([body.runId]);
    expect(await world.runs.read(body.runId)).toMatchObject({ cause: 'person' });
  });

  it.each([
    ['of onboarding', 'onboarding', 200],
    ['that lifts nothing', 'access', 409],
  ])('%s asks for none', async (_which, what, status) => {
    const world = aWorld();
    if (status === 409) await world.store.write('pauses', { version: 2 }, undefined);

    expect((await world.resume({ what, reason: 'Over.' })).status).toBe(status);
    expect(world.sent).toEqual([]);
  });

  it('begins anew where the pauses cannot be read', async () => {
    const world = aWorld();
    await world.store.write('pauses', { version: 2 }, undefined);

    const refused: number[] = [];
    for (const what of ['onboarding', 'access', 'removals']) {
      refused.push((await world.resume({ ...WHY, what })).status);
    }
    const all = await world.resume({ ...WHY, what: 'all' });

    expect(refused).toEqual([409, 409, 409]);
    expect(all.status).toBe(200);
    expect(await world.pauses.paused('onboarding')).toBe(false);
  });

  it('leaves a halted rollout when the pauses cannot be read', async () => {
    const world = aWorld();
    await halt(world);
    await world.store.write('pauses', { version: 2 }, undefined);

    await world.resume(WHY);

    expect(await world.rollout.reserve(aMachineId())).toBe('halted');
  });

  it('has no end', async () => {
    const { status, body } = await aWorld().resume({ ...WHY, until: AT_NOON });

    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'until', message: 'is not known' }]);
  });
});

describe('POST /resume with exclude', () => {
  const SPELLED = aMachineId('SRV-0', 'RG-Web');

  /** Ten machines have failed, and all but one are on record. */
  async function haltedWorld() {
    const world = aWorld();
    await halt(world);
    await world.ledger.write(aRecord({ id: SPELLED, state: 'Failed' }), undefined);
    for (let i = 1; i < 9; i++) await world.ledger.write(aRecord({ id: aMachineId(`srv-${i}`) }), undefined);
    return world;
  }
  const recordOf = async ({ ledger }: Pick<ReturnType<typeof aWorld>, 'ledger'>, id: MachineId) =>
    (await ledger.read(id))?.record;
  const MENDED = { what: 'onboarding', reason: 'Their proxy is down.', by: 'ada' };

  it('true leaves the machines that halted the rollout alone, and lets it go on', async () => {
    const world = await haltedWorld();

    const { status, body } = await world.resume({ ...MENDED, exclude: true });

    expect(status).toBe(200);
    expect(body).toMatchObject({ rolloutResumed: true });
    expect(body.excluded).toHaveLength(9);
    expect(body.excluded[0]).toBe(armId(SPELLED));
    expect(await recordOf(world, SPELLED)).toMatchObject({
      exclusion: { because: 'person', by: 'ada', reason: MENDED.reason },
      timeline: [{}, { event: 'ExcludedByPerson' }],
      looks: { next: { cause: 'event' } },
    });
    expect(parseMessage(world.queue.take())?.id).toMatchObject({ name: 'SRV-0' });
    expect(await world.rollout.read()).toMatchObject({ finished: 0 });
  });

  it('a list leaves those machines alone, in whatever case their ids are written', async () => {
    const world = await haltedWorld();

    const { body } = await world.resume({ ...MENDED, exclude: [armId(SPELLED).toLowerCase()] });

    expect(body).toMatchObject({ rolloutResumed: true, excluded: [armId(SPELLED)] });
    expect(await recordOf(world, aMachineId('srv-1'))).not.toHaveProperty('exclusion');
  });

  it.each([
    ['a machine that is not on record', { exclude: [armId(SPELLED), armId(aMachineId('nobody'))] }, 'exclude[1]'],
    ['what is no id', { exclude: ['srv-0'] }, 'exclude[0]'],
    ['an empty list', { exclude: [] }, 'exclude'],
    ['false', { exclude: false }, 'exclude'],
    ['a pause of access', { what: 'access', exclude: true }, 'exclude'],
  ])('refuses %s, and changes nothing', async (_what, said, field) => {
    const world = await haltedWorld();

    const { status, body } = await world.resume({ ...MENDED, ...said });

    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
    expect(await world.rollout.reserve(aMachineId())).toBe('halted');
    expect(await recordOf(world, SPELLED)).not.toHaveProperty('exclusion');
  });

  it('lifts no pause when a machine cannot be excluded', async () => {
    const world = await haltedWorld();
    await world.pause({ what: 'onboarding', reason: 'A freeze.' });
    const write = world.ledger.write.bind(world.ledger);
    const failing = new Failure('transient', 'LedgerBusy', 'Later.');
    Object.assign(world.ledger, {
      write: (...row: Parameters<typeof write>) =>
        row[0].id.name === 'srv-1' ? Promise.reject(failing) : write(...row),
    });

    const { status } = await world.resume({ ...MENDED, exclude: true });

    expect(status).toBe(502);
    expect(await world.pauses.read()).toMatchObject({ pauses: { onboarding: {} } });
    expect(await world.rollout.reserve(aMachineId())).toBe('halted');
  });

  it('said again, it changes nothing more', async () => {
    const world = await haltedWorld();
    await world.resume({ ...MENDED, exclude: [armId(SPELLED)] });
    const before = await recordOf(world, SPELLED);

    await world.resume({ ...MENDED, by: 'bob', exclude: [armId(SPELLED)] });

    expect((await recordOf(world, SPELLED))?.exclusion).toEqual(before?.exclusion);
  });
});

describe.each(['pause', 'resume'] as const)('who may %s', (name) => {
  it('is whoever holds the master key, or may approve', async () => {
    const world = aWorld(ENTRA);

    const approver = await world[name](WHY, principal('Approver'));
    const operator = await world[name](WHY, principal('Operator'));

    expect([pauseChanges.who, resumeChanges.who]).toEqual(['approve', 'approve']);
    expect([approver.status, operator.status]).toEqual([200, 403]);
  });

  it('is on record by the token, whatever the body claims', async () => {
    const world = aWorld(ENTRA);

    await world[name]({ ...WHY, by: 'somebody else' }, principal('Approver'));

    expect(await world.pauses.read()).toMatchObject({ history: [{ by: 'ada@contoso.com' }] });
  });

  it.each([
    { claimed: { by: 'bob' }, recorded: 'bob' },
    { claimed: {}, recorded: 'a holder of the master key' },
  ])('is on record as claimed without a token: $recorded', async ({ claimed, recorded }) => {
    const world = aWorld();

    await world[name]({ ...WHY, ...claimed });

    expect(await world.pauses.read()).toMatchObject({ history: [{ by: recorded, reason: 'Change freeze.' }] });
  });
});
