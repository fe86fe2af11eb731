import { describe, expect, it } from 'vitest';
import { NOON, someSettings } from '../../../test/builders/evidence.ts';
import { aMachine, aMachineId, anExtension, TENANT } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import type { ObservedMachine } from './machine.ts';
import { type Attempt, attempted, attempting, type MachineRecord } from './record.ts';
import { inTrouble, type Reading, reflect } from './reflect.ts';
import { clonedImage } from './warnings.ts';

const reading = (machine: Partial<ObservedMachine> = {}, parts: Partial<Reading> = {}): Reading => ({
  machine: aMachine(machine),
  tenantId: TENANT,
  settings: someSettings(),
  now: NOON + 1000,
  ...parts,
});

const READY = { extensions: [anExtension()] };
const failed = (message: string) => ({ extensions: [anExtension({ provisioningState: 'Failed', message })] });

describe('what was seen', () => {
  it('goes on record as far as status shows it', () => {
    const { seen } = reflect(aRecord(), reading(READY));

    expect(seen).toEqual({
      location: 'chinanorth3',
      vmId: 'vm-1',
      principalId: 'principal-1',
      os: {
        type: 'windows',
        sku: 'Windows Server 2025 Datacenter',
        version: '10.0.26100.4061',
        edition: 'serverdatacenter',
      },
      extension: { name: 'AADLogin', version: '2.1.0.0', provisioningState: 'Succeeded' },
    });
  });

  it.each([
    ['the exit code before the terminal code', "terminal error code '1007': exited with Exit code: 50", '50'],
    ['the terminal code where there is no other', "terminal error code '1007'", '1007'],
    ['no code where there is none', 'odd', undefined],
  ])('of a failed extension holds %s', (_sentence, message, code) => {
    const { seen } = reflect(aRecord(), reading(failed(message)));

    expect(seen?.extension?.code).toBe(code);
    expect(seen?.extension?.message).toBe(message);
  });

  it('has no code while nothing has failed, whatever the text says', () => {
    const { seen } = reflect(aRecord(), reading({ extensions: [anExtension({ message: 'exit code 0' })] }));

    expect(seen?.extension?.code).toBeUndefined();
  });
});

describe('readyAt', () => {
  it('is when the machine was first seen ready', () => {
    const first = reflect(aRecord(), reading(READY, { now: NOON + 5 }));
    const later = reflect(first, reading(READY, { now: NOON + 9 }));

    expect([first.readyAt, later.readyAt]).toEqual([NOON + 5, NOON + 5]);
  });

  it('stays when the extension is removed, and makes that a removal', () => {
    const ready = reflect(aRecord(), reading(READY, { now: NOON + 5 }));

    const removed = reflect(ready, reading({}, { now: NOON + 9 }));

    expect(removed).toMatchObject({ readyAt: NOON + 5, state: 'Waiting', reason: 'ExtensionRemoved' });
  });

  it('is not set by a machine that is under way', () => {
    const record = reflect(aRecord(), reading({ extensions: [anExtension({ provisioningState: 'Creating' })] }));

    expect(record).not.toHaveProperty('readyAt');
  });
});

describe('a new vmId', () => {
  const before = aRecord({
    ...reflect(aRecord(), reading(READY)),
    identityRequestedAt: NOON,
    installRequestedAt: NOON,
    installs: 3,
    installFailure: { code: 'C', message: 'm' },
    busyUntil: NOON + 60_000,
    inProgressSince: NOON - 10_000_000,
    operationUrl: 'https://arm.example/1',
    waited: 7,
  });

  it('forgets everything that was done for the machine before', () => {
    const record = reflect(before, reading({ vmId: 'vm-2' }, { now: NOON + 9 }));

    expect(record).toMatchObject({ firstSeenAt: NOON + 9, waited: 0, state: 'Onboarding', reason: 'InstallDue' });
    expect(Object.keys(record)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(readyAt|.*RequestedAt|install.*|busyUntil|inProgressSince|operationUrl)$/),
      ]),
    );
    expect(record.timeline.map(({ event }) => event)).toContain('RegisteredAnew');
  });

  it('lets the new machine settle anew', () => {
    const record = reflect(
      before,
      reading({ vmId: 'vm-2' }, { settings: someSettings({ settleMs: 600_000 }), now: NOON + 3_600_000 }),
    );

    expect(record).toMatchObject({ state: 'Discovered', reason: 'Settling' });
  });

  it('is noticed also when a reading in between had none', () => {
    const { vmId: _none, ...bare } = aMachine();
    const between = reflect(before, { ...reading(), machine: bare });

    const record = reflect(between, reading({ vmId: 'vm-2' }));

    expect(between.readyAt).toBeDefined();
    expect(record.readyAt).toBeUndefined();
  });

  it.each([
    ['the same in another case', 'VM-1'],
    ['one that tells no machine from another', '00000000-0000-0000-0000-000000000000'],
  ])('is not %s', (_what, vmId) => {
    const ready = reflect(aRecord(), reading(READY));
    const removed = reflect(ready, reading({}, { now: NOON + 9 }));

    const record = reflect(removed, reading({ vmId }, { now: NOON + 10 }));

    expect(record).toMatchObject({ readyAt: ready.readyAt, removedAt: NOON + 9, reason: 'ExtensionRemoved' });
    expect(record.timeline.map(({ event }) => event)).not.toContain('RegisteredAnew');
  });

  it('is no news on a machine whose first one it is', () => {
    const record = reflect(aRecord({ installs: 1 }), reading({ vmId: 'vm-2' }));

    expect(record).toMatchObject({ installs: 1, firstSeenAt: NOON });
  });
});

describe('a machine that is back', () => {
  it('is no longer anywhere else', () => {
    const record = reflect(aRecord({ state: 'Gone', movedTo: aMachineId('srv-1', 'rg-new') }), reading(READY));

    expect(record).toMatchObject({ state: 'Ready' });
    expect(record).not.toHaveProperty('movedTo');
  });
});

describe('a warning', () => {
  const LONG = { hostName: 'web-frontend-eu-01' };

  it('goes on record and changes nothing else', () => {
    const { warnings, ...record } = reflect(aRecord(), reading({ ...READY, ...LONG }));

    expect(warnings).toMatchObject([{ reason: 'HostNameTooLong' }]);
    expect(record).toEqual(reflect(aRecord(), reading(READY)));
  });

  it('of copies stays: of the machine’s kin a reading says nothing', () => {
    const cloned = clonedImage({ twins: [aMachineId('srv-2')], more: false });

    const { warnings } = reflect(aRecord({ warnings: [cloned] }), reading(LONG));

    expect(warnings?.map(({ reason }) => reason)).toEqual(['HostNameTooLong', 'ClonedImage']);
  });

  it('is gone with its cause', () => {
    const before = reflect(aRecord(), reading(LONG));

    expect(reflect(before, reading())).not.toHaveProperty('warnings');
  });
});

describe('an attempt', () => {
  const open = (what: Attempt['what'], more: Partial<MachineRecord> = {}) =>
    attempted(attempting(aRecord(more), NOON, what), 'accepted');
  const outcome = (record: MachineRecord) => record.attempts.at(-1);

  it.each([
    ['an identity that is there', open('enableIdentity'), {}, { outcome: 'succeeded' }],
    [
      'an identity that is not visible yet',
      open('enableIdentity', { identityRequestedAt: NOON }),
      { identity: { kind: 'none' } },
      { outcome: 'accepted' },
    ],
    ['an identity that never came', open('enableIdentity'), { identity: { kind: 'none' } }, { outcome: 'failed' }],
    ['an extension that is installed', open('installExtension'), READY, { outcome: 'succeeded' }],
    [
      'an extension under way',
      open('installExtension'),
      { extensions: [anExtension({ provisioningState: 'Creating' })] },
      { outcome: 'accepted' },
    ],
    ['an extension that failed', open('installExtension'), failed('exit code 51'), { outcome: 'failed', code: '51' }],
    [
      'an operation that failed',
      open('installExtension', { installFailure: { code: 'Conflict', message: 'm' } }),
      {},
      { outcome: 'failed', code: 'Conflict' },
    ],
    [
      'an operation that failed, with the exit code',
      open('installExtension', {
        installFailure: { code: 'VMExtensionProvisioningError', message: 'non-zero exit code for Install: 51' },
      }),
      {},
      { outcome: 'failed', code: '51' },
    ],
    ['an extension that never came', open('installExtension'), {}, { outcome: 'failed' }],
    [
      'an identity that never came beside a failed extension',
      open('enableIdentity'),
      { ...failed('exit code 51'), identity: { kind: 'none' } },
      { outcome: 'failed' },
    ],
    [
      'a tag that is there',
      open('excludeByTag', { offboard: { requestedAt: NOON } }),
      { tags: { ArcEntraSignIn: 'exclude' } },
      { outcome: 'succeeded' },
    ],
    [
      'a tag that is not visible yet',
      open('excludeByTag', { offboard: { requestedAt: NOON, tagRequestedAt: NOON } }),
      {},
      { outcome: 'accepted' },
    ],
    ['a tag that never came', open('excludeByTag', { offboard: { requestedAt: NOON } }), {}, { outcome: 'failed' }],
    ['an extension that is gone', open('removeExtension'), {}, { outcome: 'succeeded' }],
    [
      'a removal under way',
      open('removeExtension', { offboard: { requestedAt: NOON, removalRequestedAt: NOON } }),
      READY,
      { outcome: 'accepted' },
    ],
    ['an extension that stays', open('removeExtension'), READY, { outcome: 'failed' }],
    [
      'a removal that failed',
      open('removeExtension', { offboard: { requestedAt: NOON, failure: { code: 'Conflict', message: 'm' } } }),
      READY,
      { outcome: 'failed', code: 'Conflict' },
    ],
  ] as const)('settles by %s', (_sentence, before, machine, expected) => {
    const record = reflect(before, reading(machine));

    expect(outcome(record)).toEqual({ at: NOON, what: before.attempts[0]?.what, ...expected });
  });

  it('that nobody answered settles too', () => {
    const record = reflect(attempting(aRecord(), NOON, 'installExtension'), reading(READY));

    expect(outcome(record)?.outcome).toBe('succeeded');
  });

  it('that one of another kind has overtaken settles too, and one that its own kind has made good does not', () => {
    const given = ['installExtension', 'installExtension', 'excludeByTag'] as const;
    const before = given.reduce((record, what, n) => attempting(record, NOON + n, what), aRecord());

    const record = reflect(before, reading(READY));

    expect(record.attempts.map((attempt) => attempt.outcome)).toEqual(['requested', 'succeeded', 'failed']);
  });

  it('that has settled stays as it is', () => {
    const before = attempted(attempting(aRecord(), NOON, 'installExtension'), 'refused', 'X');

    expect(outcome(reflect(before, reading(READY)))).toMatchObject({ outcome: 'refused', code: 'X' });
  });
});

describe('once the extension is there', () => {
  const before = aRecord({ installs: 2, installFailure: { code: 'C', message: 'm' } });

  it('earlier requests and failures have served their purpose', () => {
    const record = reflect(before, reading(READY));

    expect(record).not.toHaveProperty('installs');
    expect(record).not.toHaveProperty('installFailure');
  });

  it.each(['Failed', 'Creating'])('and %s, installations still count', (provisioningState) => {
    const record = reflect(before, reading({ extensions: [anExtension({ provisioningState })] }));

    expect(record).toMatchObject({ installs: 2 });
    expect(record).not.toHaveProperty('installFailure');
  });
});

describe('work in progress', () => {
  it('is also an identity that was requested and is not visible yet', () => {
    const before = aRecord({ identityRequestedAt: NOON, operationUrl: 'https://arm.example/1' });

    const record = reflect(before, reading({ ...READY, identity: { kind: 'none' } }, { now: NOON + 5 }));

    expect(record.conditions.ExtensionInstalled.status).toBe('True');
    expect(record).toMatchObject({ inProgressSince: NOON + 5, operationUrl: 'https://arm.example/1' });
  });

  const creating = { extensions: [anExtension({ provisioningState: 'Creating' })] };

  it('counts from when it was first seen, and keeps the address of the operation', () => {
    const first = reflect(aRecord({ operationUrl: 'https://arm.example/1' }), reading(creating, { now: NOON + 5 }));
    const later = reflect(first, reading(creating, { now: NOON + 9 }));

    expect(later).toMatchObject({ inProgressSince: NOON + 5, operationUrl: 'https://arm.example/1' });
  });

  it('ends with both forgotten', () => {
    const record = reflect(aRecord({ inProgressSince: NOON, operationUrl: 'https://arm.example/1' }), reading(READY));

    expect(record).not.toHaveProperty('inProgressSince');
    expect(record).not.toHaveProperty('operationUrl');
  });
});

describe('trouble', () => {
  it('is shown, its text cut to its room', () => {
    const record = inTrouble(
      aRecord(),
      { reason: 'ReadDenied', code: 'AuthorizationFailed', message: 'x'.repeat(5000) },
      'enforce',
      NOON + 3,
    );

    expect(record).toMatchObject({
      state: 'Failed',
      reason: 'ReadDenied',
      trouble: { code: 'AuthorizationFailed', at: NOON + 3 },
    });
    expect(record.trouble?.message).toHaveLength(1500);
    expect(record.message.length).toBeLessThanOrEqual(1500);
  });

  it('is over with the next reading', () => {
    const before = inTrouble(aRecord(), { reason: 'ReadDenied', code: 'C', message: 'm' }, 'enforce', NOON);

    const record = reflect(before, reading(READY));

    expect(record).toMatchObject({ state: 'Ready' });
    expect(record).not.toHaveProperty('trouble');
  });
});
