import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId, SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { aCondition, aRecord, someConditions } from '../../../test/builders/record.ts';
import type { AccessGranted } from '../access/accessGranted.ts';
import type { Seen } from '../onboarding/record.ts';
import type { MachineState } from '../onboarding/state.ts';
import { machineSchema, viewOf } from './machineView.ts';

const AT_NOON = '2026-11-22T12:00:00.000Z';
const seen = (parts: Partial<Seen> = {}): Seen => ({ location: 'chinanorth3', os: {}, ...parts });

describe('a machine that nobody has looked at', () => {
  it('shows what is known, and null for the rest', () => {
    expect(viewOf(aRecord())).toEqual({
      id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-1`,
      name: 'srv-1',
      subscriptionId: SUBSCRIPTION,
      resourceGroup: 'rg-web',
      location: null,
      state: 'Discovered',
      reason: 'NotLookedAt',
      message: 'No look at this machine has succeeded yet.',
      fix: null,
      ready: false,
      conditions: [],
      warnings: [],
      os: { name: null, sku: null, version: null, edition: null },
      vmId: null,
      movedFrom: null,
      movedTo: null,
      extension: null,
      attempts: [],
      nextLookAt: null,
      firstSeenAt: AT_NOON,
      readyAt: null,
      offboard: null,
      offboardedAt: null,
      exclusion: null,
      lastError: null,
      timeline: [{ at: AT_NOON, event: 'FirstSeen', message: 'The machine was seen for the first time.' }],
    });
  });
});

describe('a machine that was looked at', () => {
  const record = aRecord({
    state: 'Ready',
    reason: 'Ready',
    fix: 'Nothing.',
    readyAt: NOON + 60_000,
    seen: seen({
      vmId: 'vm-1',
      os: {
        type: 'windows',
        sku: 'Windows Server 2025 Datacenter',
        version: '10.0.26100.1',
        edition: 'serverdatacenter',
      },
      extension: { name: 'AADLogin', version: '2.1.0.0', provisioningState: 'Succeeded', message: 'Fine.' },
    }),
    conditions: someConditions(),
    attempts: [{ at: NOON, what: 'installExtension', outcome: 'failed', code: '51' }],
  });

  it('shows what was seen and done', () => {
    expect(viewOf(record)).toMatchObject({
      ready: true,
      fix: 'Nothing.',
      location: 'chinanorth3',
      vmId: 'vm-1',
      readyAt: '2026-11-22T12:01:00.000Z',
      os: {
        name: 'windows',
        sku: 'Windows Server 2025 Datacenter',
        version: '10.0.26100.1',
        edition: 'serverdatacenter',
      },
      attempts: [{ at: AT_NOON, what: 'installExtension', outcome: 'failed', code: '51' }],
    });
  });

  it('shows who wants it to leave, and when it last has', () => {
    const leaving = { ...record, offboard: { requestedAt: NOON, by: 'ada', removals: 1 }, offboardedAt: NOON };

    expect(viewOf(leaving)).toMatchObject({
      offboard: { requestedAt: AT_NOON, by: 'ada', reason: null },
      offboardedAt: AT_NOON,
    });
    expect(viewOf({ ...record, offboard: { requestedAt: NOON, reason: 'r' } }).offboard).toEqual({
      requestedAt: AT_NOON,
      by: null,
      reason: 'r',
    });
    expect(viewOf(aRecord({ state: 'Gone', unmetOrder: { requestedAt: NOON } })).offboard).toEqual({
      requestedAt: AT_NOON,
      by: null,
      reason: null,
    });
  });

  it('shows its conditions in their order, without what only decisions need', () => {
    const Selected = aCondition('Selected', 'Unknown', 'Settling', { until: NOON + 1, fix: 'Wait.' });

    const { conditions } = viewOf({ ...record, conditions: { ...someConditions(), Selected } });

    expect(conditions.map(({ type }) => type)).toEqual([
      'Selected',
      'Reported',
      'Eligible',
      'Connected',
      'IdentityEnabled',
      'ExtensionInstalled',
    ]);
    expect(conditions[0]).toEqual({
      type: 'Selected',
      status: 'Unknown',
      reason: 'Settling',
      message: expect.stringContaining('SETTLE_MINUTES'),
      fix: 'Wait.',
      since: AT_NOON,
    });
  });

  it('shows what there is to warn of', () => {
    const warnings = [{ reason: 'HostNameTooLong', message: 'Too long.', fix: 'Rename it.' }] as const;

    const view = viewOf({ ...record, warnings });

    expect(view.warnings).toEqual(warnings);
    expect(machineSchema.parse(view)).toEqual(view);
  });

  it('shows where it was before it was moved, and where it is now that it is gone', () => {
    const view = viewOf({
      ...record,
      movedFrom: aMachineId('srv-1', 'rg-old'),
      movedTo: aMachineId('srv-1', 'rg-new'),
    });

    expect(view.movedFrom).toMatch(/\/resourceGroups\/rg-old\/.*\/machines\/srv-1$/);
    expect(view.movedTo).toMatch(/\/resourceGroups\/rg-new\/.*\/machines\/srv-1$/);
    expect(machineSchema.parse(view)).toEqual(view);
  });

  it('is what the schema promises', () => {
    const sent: unknown = JSON.parse(JSON.stringify(viewOf(record)));

    expect(machineSchema.parse(sent)).toEqual(sent);
  });
});

describe('the extension', () => {
  it.each<[string, NonNullable<Seen['extension']>, object]>([
    [
      'that works has no cause',
      { name: 'AADLogin', version: '2.1.0.0', provisioningState: 'Succeeded', message: 'Fine.' },
      { name: 'AADLogin', version: '2.1.0.0', provisioningState: 'Succeeded' },
    ],
    [
      'that failed has code and cause',
      { name: 'AADLogin', provisioningState: 'Failed', code: '51', message: 'No.' },
      { name: 'AADLogin', version: null, provisioningState: 'Failed', code: '51', cause: 'No.' },
    ],
    [
      'that failed without a word has neither',
      { name: 'AADLogin', provisioningState: 'Failed' },
      { name: 'AADLogin', version: null, provisioningState: 'Failed' },
    ],
  ])('%s', (_sentence, extension, expected) => {
    expect(viewOf(aRecord({ seen: seen({ extension }) })).extension).toEqual(expected);
  });
});

describe('the next look', () => {
  const next = { token: 't', at: NOON + 1000, setAt: NOON, cause: 'schedule' } as const;
  const running = { token: 't', since: NOON, cause: 'event' } as const;

  it.each([
    ['is the one that is coming', { next, running }, '2026-11-22T12:00:01.000Z'],
    ['is the one that is running', { running }, AT_NOON],
    ['is nobody’s plan', {}, null],
  ])('%s', (_sentence, looks, expected) => {
    expect(viewOf(aRecord({ looks })).nextLookAt).toBe(expected);
  });

  it('is the one that the sweep is to ask for, where nothing comes before', () => {
    const dueAt = NOON + 6 * 3_600_000;

    expect(viewOf(aRecord({ dueAt })).nextLookAt).toBe('2026-11-22T18:00:00.000Z');
    expect(viewOf(aRecord({ dueAt, looks: { next } })).nextLookAt).toBe('2026-11-22T12:00:01.000Z');
  });
});

describe('what kept the last look from succeeding', () => {
  const lastError = { code: 'ServerError', message: 'HTTP 500 ServerError: Azure is ill.', at: NOON + 1000 };
  const trouble = { reason: 'ReadDenied', code: 'AuthorizationFailed', message: 'No.', at: NOON + 2000 } as const;

  it('is shown beside the state, whatever that is', () => {
    const view = viewOf(aRecord({ lastError }));

    expect(view.lastError).toEqual({
      at: '2026-11-22T12:00:01.000Z',
      code: 'ServerError',
      message: 'HTTP 500 ServerError: Azure is ill.',
      fix: null,
    });
    expect(machineSchema.parse(view)).toEqual(view);
  });

  it('has its fix, where a person can do something', () => {
    const view = viewOf(aRecord({ state: 'Ready', reason: 'Ready', trouble }));

    expect(view).toMatchObject({ state: 'Ready', ready: true, lastError: { code: 'AuthorizationFailed' } });
    expect(view.lastError?.message).toBe(
      'Azure Resource Manager does not let this app read the machine. AuthorizationFailed: No.',
    );
    expect(view.lastError?.fix).toContain('Microsoft.HybridCompute/machines/read');
  });

  it.each([
    [NOON + 3000, 'ServerError'],
    [NOON + 1000, 'AuthorizationFailed'],
  ])('is the newer one', (at, code) => {
    expect(viewOf(aRecord({ trouble, lastError: { ...lastError, at } })).lastError?.code).toBe(code);
  });
});

describe('the condition AccessGranted', () => {
  const granted = (status: AccessGranted['status']): AccessGranted => ({
    type: 'AccessGranted',
    status,
    reason: 'AccessGranted',
    message: 'One role assignment gives a login role here.',
    since: NOON,
  });
  const messageFor = (state: MachineState, status: AccessGranted['status']) =>
    viewOf(aRecord({ state }), granted(status)).conditions.at(-1)?.message;

  it.each<[MachineState, AccessGranted['status'], string]>([
    ['Ready', 'True', ''],
    ['Excluded', 'True', ' Nobody can sign in with Microsoft Entra while the machine is Excluded.'],
    ['Onboarding', 'True', ' Nobody can sign in with Microsoft Entra while the machine is Onboarding.'],
    ['Excluded', 'False', ''],
  ])('of a machine that is %s, with status %s, says what it is worth', (state, status, more) => {
    expect(messageFor(state, status)).toBe(`One role assignment gives a login role here.${more}`);
  });
});
