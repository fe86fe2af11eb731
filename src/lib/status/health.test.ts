import { describe, expect, it } from 'vitest';
import { createMemoryChanges } from '../../../local/memory/changes.ts';
import { createMemoryDocuments } from '../../../local/memory/documents.ts';
import { createMemoryLedger } from '../../../local/memory/ledger.ts';
import { createMemoryPolicy } from '../../../local/memory/policy.ts';
import { createMemoryQuarantines } from '../../../local/memory/quarantines.ts';
import { aClock } from '../../../test/builders/clock.ts';
import { NOON } from '../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { DEFAULT_GUARDS } from '../access/policy/guards.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { serve } from '../http/serve.ts';
import { aRequest, someOptions } from '../http/serving.fixture.ts';
import { createMachinesFixture } from '../onboarding/machinesFixture.fixture.ts';
import { NO_PAUSES } from '../onboarding/pause.ts';
import type { Journal, Ledger, MachineReader } from '../onboarding/ports.ts';
import { watchedSubscriptions } from '../onboarding/watched.ts';
import { getHealth, getHealthChecks, type HealthDeps } from './health.ts';

const PROBLEMS = [
  { key: 'SUBSCRIPTION_IDS', message: 'SUBSCRIPTION_IDS is not a GUID.', fix: 'Set SUBSCRIPTION_IDS to GUIDs.' },
  { key: 'SUBSCRIPTION_IDS', message: 'SUBSCRIPTION_IDS is not a GUID.', fix: 'Set SUBSCRIPTION_IDS to GUIDs.' },
  { key: 'ONBOARD', message: 'ONBOARD is missing.', fix: 'Set ONBOARD.' },
];

const unreachable: Ledger = { ...createMemoryLedger(), list: () => Promise.reject(new Error('connect ECONNREFUSED')) };

const journal: Journal = {
  count: async () => undefined,
  malformed: async () => undefined,
  read: async () => ({
    counts: { 'event look': 3, 'event ignored: own-write': 1 },
    malformed: [{ at: NOON, source: 'event', why: 'no subject', eventId: 'e-1' }],
  }),
};

type App = NonNullable<HealthDeps['app']>;

function someDeps(parts: Partial<App> = {}, check?: MachineReader['check']): HealthDeps {
  const reader = createMachinesFixture(undefined);
  return {
    problems: [],
    app: {
      ledger: createMemoryLedger(),
      reader: check === undefined ? reader : { ...reader, check },
      journal,
      documents: createMemoryDocuments(),
      changes: createMemoryChanges(),
      quarantines: createMemoryQuarantines(),
      policySource: createMemoryPolicy(),
      accessSettings: { mode: 'observe', limits: DEFAULT_GUARDS, confirmMs: 0, trustedTags: [] },
      watched: watchedSubscriptions([SUBSCRIPTION]),
      lockedOut: false,
      ignoredSettings: [],
      rollout: { read: async () => ({ inFlight: 0, most: 50, finished: 0, failed: 0, failing: [] }) },
      pauses: { read: async () => NO_PAUSES },
      lastSweep: { read: async () => undefined },
      sweepDue: () => undefined,
      since: NOON,
      clock: aClock(NOON),
      calls: () => [{ operation: 'machineRead', status: '200', count: 2 }],
      ...parts,
    },
  };
}

async function ask(endpoint: Endpoint<HealthDeps>, deps: HealthDeps) {
  const { status, body = '' } = await serve(endpoint, aRequest(), deps, someOptions());
  return { status, body: JSON.parse(body) };
}

describe('GET /health', () => {
  it('is ok when the settings are right and storage answers', async () => {
    expect(await ask(getHealth, someDeps())).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('says that everybody else is turned away while the platform does not authenticate', async () => {
    expect(await ask(getHealth, someDeps({ lockedOut: true }))).toEqual({
      status: 503,
      body: { status: 'authentication-off' },
    });
  });

  it('ignores what monitors add to the query', async () => {
    const { status } = await serve(getHealth, aRequest({ query: { x: '1' } }), someDeps(), someOptions());

    expect(status).toBe(200);
  });

  it('names the settings that are wrong, each once', async () => {
    expect(await ask(getHealth, { problems: PROBLEMS })).toEqual({
      status: 503,
      body: { status: 'misconfigured', settings: ['SUBSCRIPTION_IDS', 'ONBOARD'] },
    });
  });

  it('says when storage does not answer', async () => {
    expect(await ask(getHealth, someDeps({ ledger: unreachable }))).toEqual({
      status: 503,
      body: { status: 'storage-unreachable' },
    });
  });

  it('is for anyone, and asks Azure nothing', async () => {
    const { status } = await ask(
      getHealth,
      someDeps({}, () => Promise.reject(new Error('not to be called'))),
    );

    expect(getHealth.who).toBe('anyone');
    expect(status).toBe(200);
  });
});

describe('GET /health/checks', () => {
  it('shows every check, what came in, and the calls to Azure', async () => {
    const { status, body } = await ask(getHealthChecks, someDeps());

    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      checks: [
        { check: 'settings', status: 'ok', message: 'All settings are valid.' },
        { check: 'storage', status: 'ok', message: 'The storage account answers.' },
        { check: `subscription ${SUBSCRIPTION}`, status: 'ok', message: 'Its machines can be read.' },
        { check: 'rollout', status: 'ok', message: '0 of at most 50 installations are under way.' },
        { check: 'sweep', status: 'ok', message: 'No sweep has ended yet.' },
        { check: 'access', status: 'ok', message: 'No run has ended yet.' },
      ],
      intake: {
        counts: { 'event look': 3, 'event ignored: own-write': 1 },
        malformed: [{ at: '2026-11-22T12:00:00.000Z', source: 'event', why: 'no subject', eventId: 'e-1' }],
      },
      calls: [{ operation: 'machineRead', status: '200', count: 2 }],
    });
  });

  it('says nothing of access while its documents cannot be read: storage has a check of its own', async () => {
    const documents = { ...createMemoryDocuments(), read: () => Promise.reject(new Error('storage is away')) };

    const { status, body } = await ask(getHealthChecks, someDeps({ documents }));

    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('"access');
  });

  it('says nothing of onboarding while its rows cannot be read', async () => {
    const lastSweep = { read: () => Promise.reject(new Error('storage is away')) };

    const { status, body } = await ask(getHealthChecks, someDeps({ lastSweep }));

    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('"rollout"');
  });

  it('shows every wrong setting with its fix, and tries nothing else', async () => {
    const { body } = await ask(getHealthChecks, { problems: PROBLEMS });

    expect(body).toEqual({
      status: 'problem',
      checks: [
        { check: 'setting SUBSCRIPTION_IDS', status: 'problem', message: PROBLEMS[0]?.message, fix: PROBLEMS[0]?.fix },
        { check: 'setting SUBSCRIPTION_IDS', status: 'problem', message: PROBLEMS[1]?.message, fix: PROBLEMS[1]?.fix },
        { check: 'setting ONBOARD', status: 'problem', message: 'ONBOARD is missing.', fix: 'Set ONBOARD.' },
      ],
      intake: { counts: {}, malformed: [] },
      calls: [],
    });
  });

  it.each<[string, HealthDeps, string, string]>([
    ['storage that does not answer', someDeps({ ledger: unreachable }), 'storage', 'does not answer'],
    [
      'a variable that is almost a setting',
      someDeps({
        ignoredSettings: [{ key: 'ONBOARDING_MOD', message: 'ONBOARDING_MOD is no setting.', fix: 'Rename it.' }],
      }),
      'setting ONBOARDING_MOD',
      'ONBOARDING_MOD is no setting',
    ],
    ['everybody locked out', someDeps({ lockedOut: true }), 'authentication', 'HTTP_AUTH is entra'],
    [
      'a subscription that may not be read',
      someDeps({}, async () => ({ kind: 'denied', code: 'AuthorizationFailed', message: 'No.' })),
      `subscription ${SUBSCRIPTION}`,
      'AuthorizationFailed',
    ],
    [
      'a subscription that there is not',
      someDeps({}, async () => ({ kind: 'absent' })),
      `subscription ${SUBSCRIPTION}`,
      'no such subscription',
    ],
    [
      'Azure that does not answer',
      someDeps({}, () => Promise.reject(new Error('timeout'))),
      `subscription ${SUBSCRIPTION}`,
      'does not answer',
    ],
    [
      'a halted rollout',
      someDeps({
        rollout: {
          read: async () => ({
            inFlight: 0,
            most: 50,
            finished: 12,
            failed: 12,
            failing: [],
            halted: { at: NOON, why: 'Many failed.' },
          }),
        },
      }),
      'rollout',
      'Many failed.',
    ],
    [
      'a sweep that broke off',
      someDeps({ lastSweep: { read: async () => ({ at: NOON, brokeOff: 'ServerError' }) } }),
      'sweep',
      'broke off',
    ],
  ])('shows %s with a fix', async (_sentence, deps, check, text) => {
    const { status, body } = await ask(getHealthChecks, deps);

    expect(status).toBe(200);
    expect(body.status).toBe('problem');
    expect(body.checks.filter((one: { status: string }) => one.status === 'problem')).toEqual([
      { check, status: 'problem', message: expect.stringContaining(text), fix: expect.stringMatching(/\.$/) },
    ]);
  });

  it('names the permissions that a subscription asks for, and no role that is nowhere to be had', async () => {
    const deps = someDeps({}, async () => ({ kind: 'denied', code: 'AuthorizationFailed', message: 'No.' }));

    const { body } = await ask(getHealthChecks, deps);

    const { fix } = body.checks.find((one: { status: string }) => one.status === 'problem');
    expect(fix).toContain('Microsoft.HybridCompute/machines/read');
    expect(fix).not.toContain('infra/');
  });

  it('does not ask storage for what came in when it does not answer', async () => {
    const deaf: Journal = { ...journal, read: () => Promise.reject(new Error('not to be called')) };

    const { body } = await ask(getHealthChecks, someDeps({ ledger: unreachable, journal: deaf }));

    expect(body.intake).toEqual({ counts: {}, malformed: [] });
  });

  it('says so when nobody knows which subscriptions lie below the management group', async () => {
    const watched = { all: () => Promise.reject(new Error('HTTP 403')) };

    const { body } = await ask(getHealthChecks, someDeps({ watched }));

    expect(body.status).toBe('problem');
    expect(body.checks).toContainEqual(expect.objectContaining({ check: 'subscriptions', status: 'problem' }));
  });
});
