import { describe, expect, it } from 'vitest';
import { type EvidenceOverrides, evidence, NOON } from '../../../test/builders/evidence.ts';
import { anExtension } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { isMissing, lookNeed } from './lookNeed.ts';
import type { MachineRecord } from './record.ts';
import { reflect } from './reflect.ts';

const MINUTE = 60_000;
const READY = { extensions: [anExtension()] };

/** The record that a look at this machine leaves. */
function lookedAt(given: EvidenceOverrides = {}, parts: Partial<MachineRecord> = {}): MachineRecord {
  return { ...reflect(aRecord(), evidence(given)), ...parts };
}

const CREATING = { extensions: [anExtension({ provisioningState: 'Creating' })] };

/** An installation is under way, and the next look will ask how it goes. */
function inFlight(): MachineRecord {
  return lookedAt({ machine: CREATING }, { operationUrl: 'https://arm.example/o', ...next(NOON + MINUTE) });
}

/** A brake holds it back, and the next look will ask the brake alone. */
function inLine(): MachineRecord {
  return lookedAt({}, { held: 'RolloutFull', state: 'Waiting', reason: 'RolloutFull', ...next(NOON + MINUTE) });
}

const next = (at: number, setAt = at) => ({ looks: { next: { token: 't', at, setAt, cause: 'schedule' as const } } });

describe('lookNeed', () => {
  it.each<[string, MachineRecord | undefined, EvidenceOverrides, string | undefined]>([
    ['a machine that is not on record', undefined, {}, 'new'],
    [
      'a machine that is being looked at by a clock five hours ahead',
      lookedAt({ machine: READY }, { looks: { running: { token: 't', since: NOON + 300 * MINUTE, cause: 'event' } } }),
      { machine: READY },
      'due',
    ],
    [
      'a machine whose next look was put down by a clock five hours ahead',
      lookedAt({ machine: READY }, next(NOON + 300 * MINUTE)),
      { machine: READY },
      'due',
    ],
    [
      'a machine whose record was written by a clock five hours ahead',
      lookedAt({ machine: READY }, { updatedAt: NOON + 300 * MINUTE }),
      { machine: READY },
      'due',
    ],
    ['a ready machine that is as it was', lookedAt({ machine: READY }), { machine: READY }, undefined],
    [
      'a ready machine that went offline',
      lookedAt({ machine: READY }),
      { machine: { ...READY, status: 'Disconnected' } },
      'changed',
    ],
    ['a ready machine whose extension is gone', lookedAt({ machine: READY }), {}, 'changed'],
    [
      'a machine that is to leave, and whose look was lost',
      lookedAt({ machine: READY }, { offboard: { requestedAt: NOON } }),
      { machine: READY },
      'due',
    ],
    [
      'a machine whose removal the inventory does not show yet',
      { ...inFlight(), offboard: { requestedAt: NOON, removalRequestedAt: NOON } },
      { machine: READY },
      undefined,
    ],
    ['an offline machine that is back', lookedAt({ machine: { status: 'Disconnected' } }), {}, 'changed'],
    [
      'a machine in flight whose extension is there',
      lookedAt({}, { installRequestedAt: NOON }),
      { machine: READY },
      'changed',
    ],
    [
      'a machine whose vmId is written in another case',
      lookedAt({ machine: READY }),
      { machine: { ...READY, vmId: 'VM-1' } },
      undefined,
    ],
    [
      'a machine whose vmId the inventory does not tell',
      lookedAt({ machine: READY }),
      { machine: { ...READY, vmId: '00000000-0000-0000-0000-000000000000' } },
      undefined,
    ],
    ['a machine with another vmId', lookedAt({ machine: READY }), { machine: { ...READY, vmId: 'vm-2' } }, 'changed'],
    [
      'a machine that was given the exclusion tag',
      lookedAt(),
      { machine: { tags: { ArcEntraSignIn: 'exclude' } } },
      'changed',
    ],
    ['a machine that ONBOARD no longer names', lookedAt(), { settings: { onboard: [] } }, 'changed'],
    [
      'a machine that is told of a rule that is no more',
      lookedAt({ settings: { onboard: [{ kind: 'resourceGroup', glob: 'rg-a' }] } }),
      { settings: { onboard: [{ kind: 'resourceGroup', glob: 'rg-b' }] } },
      'changed',
    ],
    [
      'a machine that has settled',
      lookedAt({ settings: { settleMs: MINUTE } }),
      { settings: { settleMs: MINUTE }, now: NOON + MINUTE },
      'changed',
    ],
    ['a machine that was held in observe, now in enforce', lookedAt({ settings: { mode: 'observe' } }), {}, 'due'],
    ['a record that no look has succeeded for', aRecord(), {}, 'changed'],
    ['a machine that nobody has seen, whose look is coming', aRecord(next(NOON + MINUTE)), {}, undefined],
    ['a machine that is due', lookedAt({ machine: READY }, { dueAt: NOON }), { machine: READY }, 'due'],
    ['a machine that is due later', lookedAt({ machine: READY }, { dueAt: NOON + 1 }), { machine: READY }, undefined],
    ['a changed machine whose look is coming anyway', lookedAt({}, next(NOON + MINUTE)), { machine: READY }, undefined],
    [
      'a machine whose look is running',
      lookedAt({}, { looks: { running: { token: 't', since: NOON, cause: 'event' } } }),
      { machine: READY },
      undefined,
    ],
    [
      'a machine whose look died long ago',
      lookedAt({ machine: READY }, { looks: { running: { token: 't', since: NOON - 15 * MINUTE, cause: 'event' } } }),
      { machine: READY },
      'due',
    ],
    [
      'a machine whose message was lost',
      lookedAt({ machine: READY }, next(NOON - 15 * MINUTE)),
      { machine: READY },
      'due',
    ],
    ['a machine in flight of which there is no news', inFlight(), { machine: CREATING }, undefined],
    ['a machine in flight that is installed', inFlight(), { machine: READY }, 'changed'],
    [
      'a machine in flight that went offline',
      inFlight(),
      { machine: { ...CREATING, status: 'Disconnected' } },
      'changed',
    ],
    ['a machine that waits its turn and is as it was', inLine(), {}, undefined],
    ['a machine that waits its turn and went offline', inLine(), { machine: { status: 'Disconnected' } }, 'changed'],
    [
      'a machine in trouble that is as it was',
      lookedAt({ machine: READY }, { trouble: { reason: 'WriteDenied', code: 'c', message: 'm', at: NOON } }),
      { machine: READY },
      undefined,
    ],
    [
      'a machine that is held, with no message on its way',
      lookedAt({}, { held: 'RolloutHalted', state: 'Waiting', reason: 'RolloutHalted' }),
      {},
      undefined,
    ],
    [
      'a machine in progress for more than an hour',
      lookedAt({ machine: { extensions: [anExtension({ provisioningState: 'Creating' })] } }),
      { machine: { extensions: [anExtension({ provisioningState: 'Creating' })] }, now: NOON + 61 * MINUTE },
      'due',
    ],
  ])('of %s', (_what, record, given, need) => {
    expect(lookNeed(record, evidence(given))).toBe(need);
  });
});

describe('isMissing', () => {
  it.each<[string, MachineRecord, boolean]>([
    ['a machine that nobody looks at', aRecord(), true],
    ['one whose look is coming', aRecord(next(NOON + MINUTE)), false],
    ['one that waits its turn, whose coming looks ask the brake alone', inLine(), true],
    ['one whose look was lost', aRecord(next(NOON - 15 * MINUTE)), true],
  ])('of %s', (_what, record, missing) => {
    expect(isMissing(record, NOON)).toBe(missing);
  });
});
