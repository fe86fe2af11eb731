import { describe, expect, it } from 'vitest';
import { NOON, someSettings } from '../../../test/builders/evidence.ts';
import { askToLeave, EXCLUDED, leaving, looks } from '../../../test/builders/leaving.ts';
import { aMachine, aMachineId, anExtension } from '../../../test/builders/machine.ts';
import { Throttled } from '../errors.ts';
import { look } from './look.ts';

const MINUTE = 60_000;

describe('what holds changes back', () => {
  it('holds leaving back in a pause, with the reason', async () => {
    const world = await leaving();
    world.brakes.held = 'OnboardingPaused';
    const held = await world.next();
    world.brakes.held = undefined;

    const after = await world.next();

    expect(held).toMatchObject({ did: 'held: OnboardingPaused', state: 'Excluded', reason: 'OnboardingPaused' });
    expect(after.did).toBe('excludeByTag: accepted');
  });

  it.each(['RolloutFull', 'RolloutHalted'] as const)('does not hold it back by %s', async (held) => {
    const world = await leaving();
    world.brakes.held = held;

    await world.next();
    await world.next();

    expect(world.arm.changes).toEqual(['tag', 'delete']);
  });

  it.each([
    ['the tag', {}, 'The exclusion tag is set next.'],
    ['the extension', EXCLUDED, 'The extension is removed next.'],
  ])('in observe says that %s would be next', async (_what, tags, next) => {
    const world = await leaving({ machine: { tags, extensions: [anExtension()] } });
    const observing = { ...world.deps, settings: someSettings({ mode: 'observe' }) };
    const token = (await world.record()).looks.next?.token ?? '';

    const outcome = await look({ id: aMachineId(), token, redelivered: false }, observing);

    expect(outcome).toMatchObject({ did: 'rest', state: 'Excluded', reason: 'ObserveMode' });
    expect((await world.record()).message).toContain(`In enforce: ${next}`);
    expect(world.arm.changes).toEqual([]);
  });
});

describe('a step out that ARM does not take on', () => {
  it.each([
    ['tag', 'excludeByTag'],
    ['delete', 'removeExtension'],
  ] as const)('is shown when the %s is denied, and made when the permission is there', async (call, what) => {
    const world = await leaving();
    world.arm.next(call, { kind: 'denied', code: 'AuthorizationFailed', message: 'No.' });
    while (!world.arm.calls.includes(call)) await world.next();
    const denied = await world.record();
    const wait = world.wait();

    const outcome = await world.next();

    expect(denied).toMatchObject({ state: 'Failed', reason: 'WriteDenied' });
    expect(denied.attempts.at(-1)).toMatchObject({ what, outcome: 'refused', code: 'AuthorizationFailed' });
    expect(wait).toBe(15 * MINUTE);
    expect(outcome).toMatchObject({ did: `${what}: accepted`, state: 'Excluded', reason: 'Offboarding' });
  });

  it('rests when it is refused, until a person asks again', async () => {
    const world = await leaving();
    world.arm.next('tag', { kind: 'refused', code: 'TooManyTags', message: 'There are 50.' });
    const refused = await world.next();
    const wait = world.wait();

    await askToLeave(world);
    const outcome = await world.next();

    expect(refused).toMatchObject({ state: 'Failed', reason: 'WriteRefused' });
    expect(wait).toBeUndefined();
    expect(outcome.did).toBe('excludeByTag: accepted');
  });

  it.each([
    ['tag', 'excludeByTag'],
    ['delete', 'removeExtension'],
  ] as const)('over the rate comes back at its slot: %s', async (call, what) => {
    const world = await leaving();
    const slot = NOON + 10 * MINUTE;
    world.arm.next(call, new Throttled('RateExceeded', 'The rate is used up.', slot));
    while (!world.arm.calls.includes(call)) await world.next();
    const kept = await world.record();

    const outcome = await world.next();

    expect(kept).toMatchObject({ slot: { call: 'write', at: slot } });
    expect(kept.attempts.map((attempt) => attempt.what)).not.toContain(what);
    expect(outcome.did).toBe(`${what}: accepted`);
    expect(world.arm.options.at(-1)?.slot).toBe(slot);
  });

  it('because somebody else writes the tags is made a minute later', async () => {
    const world = await leaving();
    world.arm.next('tag', { kind: 'busy' });
    await world.next();
    const wait = world.wait();
    const { attempts } = await world.record();

    const outcome = await world.next();

    expect(wait).toBe(MINUTE);
    expect(attempts.at(-1)).toMatchObject({ what: 'excludeByTag', outcome: 'busy', code: '409' });
    expect(outcome.did).toBe('excludeByTag: accepted');
  });

  it('because the extension went meanwhile is as good as taken on', async () => {
    const world = await leaving();
    world.arm.during('delete', async () => {
      world.arm.machine = aMachine({ tags: EXCLUDED });
    });

    expect(await looks(world)).toEqual(['excludeByTag: accepted', 'removeExtension: absent', 'offboarded']);
  });

  it('and is on record as done, looked at as soon as any removal', async () => {
    const world = await leaving();
    world.arm.during('delete', async () => {
      world.arm.machine = aMachine({ tags: EXCLUDED });
    });
    await world.next();
    await world.next();
    const { attempts, offboard } = await world.record();
    const wait = world.wait();
    await world.next();

    expect(attempts.at(-1)).toMatchObject({ what: 'removeExtension', outcome: 'accepted' });
    expect(offboard).toMatchObject({ removals: 1 });
    expect(wait).toBe(15_000);
    expect((await world.record()).attempts.at(-1)).toMatchObject({ what: 'removeExtension', outcome: 'succeeded' });
  });
});

describe('a step out that does not show', () => {
  it('is waited for, and made again after four minutes', async () => {
    const world = await leaving();
    world.arm.next('tag', { kind: 'accepted' });
    await world.next();
    const waiting = await world.next();
    const message = (await world.record()).message;

    while (!world.arm.changes.includes('tag')) await world.next();

    expect(waiting).toMatchObject({ did: 'wait', state: 'Excluded', reason: 'Offboarding' });
    expect(message).toContain('not visible yet');
    expect(world.clock.now() - NOON).toBeGreaterThanOrEqual(4 * MINUTE);
    expect((await world.record()).attempts).toMatchObject([{ outcome: 'failed' }, { outcome: 'accepted' }]);
  });

  it('is given up when the extension stays after three removals, until a person asks again', async () => {
    const world = await leaving();
    for (let turn = 0; turn < 3; turn++) world.arm.next('delete', { kind: 'accepted' });

    await looks(world);
    const given = await world.record();
    await askToLeave(world);
    const outcome = await world.next();

    expect(world.arm.calls.filter((call) => call === 'delete')).toHaveLength(4);
    expect(given).toMatchObject({ state: 'Excluded', reason: 'RemovalFailed' });
    expect(given.message).toContain('3 times');
    expect(outcome.did).toBe('removeExtension: accepted');
  });
});

describe('a removal that fails', () => {
  it('is shown with the words of Azure and not repeated, until a person asks again', async () => {
    const world = await leaving();
    await world.next();
    await world.next();
    world.arm.removed({ code: 'VMExtensionProvisioningError', message: 'The agent could not.' });

    const failed = await world.next();
    const record = await world.record();
    await world.ask('event:other');
    const quiet = await world.next();
    await askToLeave(world);
    const again = await world.next();

    expect(failed).toMatchObject({ did: 'rest', state: 'Excluded', reason: 'RemovalFailed' });
    expect(record.message).toContain('VMExtensionProvisioningError: The agent could not.');
    expect(record.fix).toContain('https://');
    expect(record.attempts.at(-1)).toMatchObject({ outcome: 'failed', code: 'VMExtensionProvisioningError' });
    expect(record).not.toHaveProperty('installFailure');
    expect(quiet.did).toBe('rest');
    expect(again.did).toBe('removeExtension: accepted');
  });

  it('does not keep a machine from being excluded again when somebody took its tag away', async () => {
    const world = await leaving();
    await world.next();
    await world.next();
    world.arm.removed({ code: 'C', message: 'm' });
    await world.next();
    world.arm.machine = aMachine({ extensions: [anExtension()] });
    // Our request for the tag is long ago.
    world.clock.advance(10 * MINUTE);

    await world.ask('event:untagged');

    expect((await world.next()).did).toBe('excludeByTag: accepted');
  });
});
