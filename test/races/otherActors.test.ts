/** Races with others who work on the same machine. */
import { describe, expect, it } from 'vitest';
import { armId } from '../../src/lib/onboarding/machineId.ts';
import { aRace, machineIn } from './race.ts';

const WEB = machineIn('rg-web', 'srv-1');
const THEIRS = 'by-policy';
const OURS = 'AADLogin';

describe('another actor installing (HCRP409)', () => {
  it('between our reading and our write: ours is refused, waits, and is not needed any more', async () => {
    const race = aRace();
    race.onceRead(WEB, () => race.install(WEB, THEIRS));
    race.connect(WEB);
    await race.pass(5);
    const meanwhile = await race.shown(WEB);

    await race.rest();

    expect(meanwhile).toMatchObject({
      state: 'Waiting',
      reason: 'AnotherInstallInProgress',
      attempts: [{ what: 'installExtension', outcome: 'busy', code: 'HCRP409' }],
    });
    expect(await race.shown(WEB)).toMatchObject({
      state: 'Ready',
      extension: { name: THEIRS, provisioningState: 'Succeeded' },
      attempts: [{ outcome: 'busy' }],
    });
    expect(race.writes()).toEqual({ [armId(WEB)]: 1 });
  });
});

describe('an extension of the same type under another name', () => {
  it('is as good as ours: the machine is ready without a write', async () => {
    const race = aRace();
    race.connect(WEB);
    race.install(WEB, THEIRS);
    await race.pass(5);
    const meanwhile = await race.shown(WEB);

    await race.rest();

    expect(meanwhile).toMatchObject({
      state: 'Onboarding',
      reason: 'ExtensionInProgress',
      extension: { name: THEIRS, provisioningState: 'Creating' },
    });
    expect(await race.shown(WEB)).toMatchObject({
      state: 'Ready',
      extension: { name: THEIRS, provisioningState: 'Succeeded' },
      attempts: [],
    });
    expect(race.writes()).toEqual({});
  });

  it('beside an identity that somebody takes away leaves only the identity to us', async () => {
    const race = aRace();
    race.connect(WEB);
    race.install(WEB, THEIRS);
    await race.rest();

    race.connect(WEB, { identity: 'None' });
    await race.rest();

    expect(await race.shown(WEB)).toMatchObject({
      state: 'Ready',
      extension: { name: THEIRS },
      attempts: [{ what: 'enableIdentity', outcome: 'succeeded' }],
    });
    expect(race.writes()).toEqual({ [armId(WEB)]: 1 });
  });
});

describe('an extension that is Updating', () => {
  it('leaves a ready machine ready, and is not interfered with', async () => {
    const race = aRace();
    race.connect(WEB);
    await race.rest();

    race.install(WEB, OURS);
    race.ask(WEB);
    await race.pass(5);
    const meanwhile = await race.shown(WEB);
    await race.rest();

    expect(meanwhile).toMatchObject({ state: 'Ready', ready: true, extension: { provisioningState: 'Updating' } });
    expect(await race.shown(WEB)).toMatchObject({ state: 'Ready', extension: { provisioningState: 'Succeeded' } });
    expect(race.writes()).toEqual({ [armId(WEB)]: 1 });
  });

  it('on a machine that we see for the first time is waited for', async () => {
    const race = aRace();
    race.connect(WEB);
    race.install(WEB, THEIRS, 0);
    await race.pass(0);
    race.install(WEB, THEIRS);
    await race.pass(5);
    const meanwhile = await race.shown(WEB);

    await race.rest();

    expect(meanwhile).toMatchObject({
      state: 'Onboarding',
      reason: 'ExtensionInProgress',
      message: 'The extension AADLoginForWindows is Updating.',
    });
    expect(await race.shown(WEB)).toMatchObject({ state: 'Ready', extension: { name: THEIRS }, attempts: [] });
    expect(race.writes()).toEqual({});
  });
});

describe('an identity removed while installing', () => {
  it('and back in time makes no difference, and no further write', async () => {
    const race = aRace();
    race.connect(WEB);
    await race.pass(5);
    race.connect(WEB, { identity: 'None' });
    await race.pass(5);
    const without = await race.shown(WEB);

    race.connect(WEB);
    await race.rest();

    expect(without).toMatchObject({ state: 'Onboarding', ready: false, attempts: [{ outcome: 'accepted' }] });
    expect(without?.conditions.find(({ type }) => type === 'IdentityEnabled')).toMatchObject({
      status: 'False',
      reason: 'IdentityMissing',
    });
    expect(await race.shown(WEB)).toMatchObject({ state: 'Ready', attempts: [{ outcome: 'succeeded' }] });
    expect(race.writes()).toEqual({ [armId(WEB)]: 1 });
  });

  it('for good makes it fail: people see with what, and once the failed extension is removed and they ask, both are put right', async () => {
    const race = aRace();
    race.connect(WEB);
    await race.pass(5);
    race.connect(WEB, { identity: 'None' });
    await race.rest();
    const failed = await race.shown(WEB);
    const writes = race.writes();

    race.uninstall(WEB, OURS);
    await race.rest();
    const removed = await race.shown(WEB);
    race.ask(WEB);
    await race.rest();

    expect(removed).toMatchObject({
      state: 'Waiting',
      reason: 'ExtensionRemoved',
      fix: expect.stringContaining('now'),
    });
    expect(failed).toMatchObject({
      state: 'Failed',
      reason: 'InstallFailed',
      fix: expect.stringContaining('remove the failed extension'),
      extension: { provisioningState: 'Failed', code: expect.any(String), cause: expect.any(String) },
      attempts: [{ what: 'installExtension', outcome: 'failed' }],
    });
    expect(writes).toEqual({ [armId(WEB)]: 1 });
    expect(await race.shown(WEB)).toMatchObject({
      state: 'Ready',
      attempts: [{ outcome: 'failed' }, { what: 'enableIdentity' }, { what: 'installExtension', outcome: 'succeeded' }],
    });
    expect(race.writes()).toEqual({ [armId(WEB)]: 3 });
  });
});
