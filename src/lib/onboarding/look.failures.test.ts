import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aLookWorld } from '../../../test/builders/lookWorld.ts';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import { Failure } from '../errors.ts';

const MINUTE = 60_000;
const outage = () => new Failure('transient', 'ServerError', 'Azure is ill.');

describe('somebody else installs (HCRP409)', () => {
  it('is waited for: 1, 2, 4 minutes, and then it is our turn', async () => {
    const world = aLookWorld();
    for (let turn = 0; turn < 3; turn++) world.arm.next('put', { kind: 'busy' });
    const waits: (number | undefined)[] = [];
    await world.ask('event:registered');

    for (let turn = 0; turn < 3; turn++) {
      await world.next();
      waits.push(world.wait());
    }
    const shown = await world.record();
    const last = await world.next();

    expect(waits).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE]);
    expect(shown).toMatchObject({ state: 'Waiting', reason: 'AnotherInstallInProgress' });
    expect(shown.attempts.at(-1)).toMatchObject({ outcome: 'busy', code: 'HCRP409' });
    expect(last.did).toBe('installExtension: accepted');
  });

  it('that never ends makes the machine stuck after an hour, and names what is in the way', async () => {
    const other = anExtension({ name: 'MDE.Windows', publisher: 'P', type: 'T', provisioningState: 'Deleting' });
    const world = aLookWorld({ machine: { extensions: [other] } });
    const seen: string[] = [];
    await world.ask('event:registered');
    while (world.clock.now() <= NOON + 80 * MINUTE) {
      world.arm.next('put', { kind: 'busy' });
      await world.next();
      const { state, reason, message } = await world.record();
      expect(message).toContain('MDE.Windows (P/T) is Deleting');
      seen.push(`${Math.floor((world.clock.now() - NOON) / MINUTE)} ${state}/${reason}`);
    }
    world.arm.machine = aMachine();
    const { did } = await world.next();

    expect(seen).toEqual([
      '0 Waiting/AnotherInstallInProgress',
      '1 Waiting/AnotherInstallInProgress',
      '3 Waiting/AnotherInstallInProgress',
      '7 Waiting/AnotherInstallInProgress',
      '15 Waiting/AnotherInstallInProgress',
      '30 Waiting/AnotherInstallInProgress',
      '45 Waiting/AnotherInstallInProgress',
      '60 Waiting/AnotherInstallInProgress',
      '75 Stuck/BlockedByExtension',
      '90 Stuck/BlockedByExtension',
    ]);
    expect(did).toBe('installExtension: accepted');
  });

  it('after a long pause is another one', async () => {
    const world = aLookWorld();
    world.arm.next('put', { kind: 'busy' });
    await world.ask('event:registered');
    await world.next();
    const { busySince: first } = await world.record();
    world.clock.advance(31 * MINUTE);
    world.arm.next('put', { kind: 'busy' });
    await world.next();

    expect([first, (await world.record()).busySince]).toEqual([NOON, NOON + 31 * MINUTE]);
  });

  it('is waited for a minute at first, however long something else was waited for', async () => {
    const world = aLookWorld();
    await world.remember({ waited: 9 });
    world.arm.next('put', { kind: 'busy' });
    await world.ask('event:connected');

    await world.next();

    expect(world.wait()).toBe(MINUTE);
  });

  it('is not interrupted by an event', async () => {
    const world = aLookWorld();
    world.arm.next('put', { kind: 'busy' });
    await world.ask('event:registered');
    await world.next();
    await world.ask('event:other');

    await world.next();

    expect(world.arm.calls).toEqual(['get', 'put', 'get']);
    expect(world.wait()).toBe(MINUTE);
  });
});

describe('a change that ARM does not take on', () => {
  it.each([
    ['denied', 'WriteDenied', 15 * MINUTE],
    ['refused', 'WriteRefused', undefined],
  ] as const)('is shown when it was %s', async (kind, reason, wait) => {
    const world = aLookWorld();
    world.arm.next('put', { kind, code: 'PolicyViolation', message: 'A policy says no.' });
    await world.ask('event:registered');

    const outcome = await world.next();

    const record = await world.record();
    expect(outcome).toMatchObject({ did: `installExtension: ${kind}`, state: 'Failed', reason });
    expect(record.message).toContain('PolicyViolation: A policy says no.');
    expect(record.attempts.at(-1)).toMatchObject({ outcome: 'refused', code: 'PolicyViolation' });
    expect(world.wait()).toBe(wait);
  });

  it('counts as not asked for: a person who mends it need not wait', async () => {
    const world = aLookWorld({ machine: { identity: { kind: 'none' } } });
    world.arm.next('patch', { kind: 'refused', code: 'Locked', message: 'A lock.' });
    await world.ask('event:registered');
    await world.next();
    await world.ask('call', 'person');

    const outcome = await world.next();

    expect(outcome.did).toBe('enableIdentity: accepted');
  });

  it('is looked into a minute later when the machine went meanwhile', async () => {
    const world = aLookWorld();
    world.arm.next('put', { kind: 'absent' });
    world.arm.during('put', async () => {
      world.arm.machine = undefined;
    });
    await world.ask('event:registered');

    await world.next();
    const wait = world.wait();
    const doubted = await world.next();
    const after = await world.next();

    expect(wait).toBe(MINUTE);
    expect(doubted).toMatchObject({ did: 'absent once', state: 'Onboarding' });
    expect(after.state).toBe('Gone');
    expect((await world.record()).attempts.at(-1)).toMatchObject({ outcome: 'refused', code: '404' });
  });
});

describe('an installation that fails', () => {
  it('is shown when there is no extension to show it, and is not repeated', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.arm.installFailed({ code: 'Conflict', message: 'The agent is away.' });

    const outcome = await world.next();
    await world.ask('event:later');
    await world.next();

    const record = await world.record();
    expect(outcome).toMatchObject({ did: 'rest', state: 'Failed', reason: 'InstallFailed' });
    expect(record.message).toContain('Conflict: The agent is away.');
    expect(record.attempts).toMatchObject([{ outcome: 'failed', code: 'Conflict' }]);
    expect(world.arm.calls).toEqual(['get', 'put', 'poll', 'get', 'get']);
  });

  it('is shown with the exit code of the extension', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    world.arm.installed({ provisioningState: 'Failed', message: 'Extension exit code: 51' });

    await world.next();

    const record = await world.record();
    expect(record).toMatchObject({ state: 'Failed', seen: { extension: { code: '51' } } });
    expect(record.attempts).toMatchObject([{ outcome: 'failed', code: '51' }]);
  });

  it('is given up when the extension never appears', async () => {
    const world = aLookWorld();
    for (let turn = 0; turn < 4; turn++) world.arm.next('put', { kind: 'accepted' });
    await world.ask('event:registered');

    for (let turn = 0; world.wait() !== undefined && turn < 50; turn++) await world.next();

    expect(world.arm.calls.filter((call) => call === 'put')).toHaveLength(3);
    expect(await world.record()).toMatchObject({ state: 'Failed', reason: 'InstallVanished' });
  });

  it.each([
    ['given up', { installs: 3 }],
    ['failed', { installFailure: { code: 'Conflict', message: 'm' } }],
    ['waiting for somebody else', { busyUntil: Number.MAX_SAFE_INTEGER }],
  ])('gets another try by a person’s call when it was %s', async (_sentence, history) => {
    const world = aLookWorld();
    await world.remember(history);
    await world.ask('event:later');
    await world.next();
    const byEvent = world.arm.calls.slice();
    await world.ask('call', 'person');

    const outcome = await world.next();

    expect(byEvent).not.toContain('put');
    expect(outcome.did).toBe('installExtension: accepted');
    expect((await world.record()).timeline.map(({ event }) => event)).toContain('LookRequested');
  });
});

describe('a poll that goes well', () => {
  it('ends the trouble that kept looks from going well', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    await world.next();
    const trouble = { reason: 'LookKeptFailing', code: 'C', message: 'm', at: NOON } as const;
    await world.remember({ ...(await world.record()), trouble, state: 'Failed', reason: 'LookKeptFailing' });

    const outcome = await world.next();

    expect(outcome).toMatchObject({ did: 'poll: running', state: 'Onboarding', reason: 'InstallRequested' });
  });
});

describe('a reading that ARM denies', () => {
  it('is shown, does not mean gone, and is tried again in a quarter of an hour', async () => {
    const world = aLookWorld();
    world.arm.next('get', { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' });
    await world.ask('event:registered');

    const outcome = await world.next();
    const wait = world.wait();
    await world.next();

    expect(outcome).toEqual({ kind: 'looked', did: 'read: denied', state: 'Failed', reason: 'ReadDenied' });
    expect(wait).toBe(15 * MINUTE);
    expect((await world.record()).trouble).toBeUndefined();
  });

  it('leaves a ready machine ready', async () => {
    const world = aLookWorld({ machine: { extensions: [anExtension()] } });
    await world.ask('event:registered');
    await world.next();
    world.arm.next('get', { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' });
    await world.ask('event:later');

    const outcome = await world.next();

    expect(outcome.state).toBe('Ready');
  });
});

describe('a look that fails', () => {
  it('throws, leaves word, and lets its message begin anew', async () => {
    const world = aLookWorld();
    world.arm.next('get', outage());
    await world.ask('event:registered');

    const failed = world.next();

    await expect(failed).rejects.toMatchObject({ code: 'ServerError' });
    expect(await world.record()).toMatchObject({
      lastError: { code: 'ServerError', message: 'Azure is ill.' },
      looks: { next: { token: 'event:registered', cause: 'event' } },
    });
    await world.comesBack();
    expect((await world.next()).did).toBe('installExtension: accepted');
    expect(await world.record()).not.toHaveProperty('lastError');
  });

  it('by a bug tells nothing of it but that it happened', async () => {
    const world = aLookWorld();
    world.arm.next('get', new TypeError('user@example.org is not a function'));
    await world.ask('event:registered');

    await expect(world.next()).rejects.toThrow(TypeError);

    expect((await world.record()).lastError).toMatchObject({
      code: 'Unexpected',
      message: 'An unexpected error; the log of this app has it.',
    });
  });

  it('with a write in the air does not write again for four minutes', async () => {
    const world = aLookWorld();
    world.arm.next('put', outage());
    await world.ask('event:registered');
    await expect(world.next()).rejects.toThrow('Azure is ill.');
    await world.comesBack();
    const start = world.clock.now();
    world.arm.calls.length = 0;

    while (!world.arm.calls.includes('put')) await world.next();

    expect(world.clock.now() - start).toBeGreaterThanOrEqual(4 * MINUTE);
  });

  it('again and again is not taken for an installation that never appeared', async () => {
    const world = aLookWorld();
    await world.ask('event:registered');
    for (let turn = 0; turn < 4; turn++) {
      world.arm.next('put', outage());
      while (!world.arm.calls.includes('put')) await world.next().catch(() => undefined);
      world.arm.calls.length = 0;
      await world.comesBack();
    }

    while (!world.arm.calls.includes('put')) await world.next();

    expect(await world.record()).toMatchObject({ state: 'Onboarding', reason: 'InstallRequested', installs: 1 });
  });
});
