import { describe, expect, it } from 'vitest';
import { createMemoryControl } from '../../../../local/memory/control.ts';
import { createMemoryRuns } from '../../../../local/memory/runs.ts';
import { aBinding, aGroup, OTHER_SUB } from '../../../../test/builders/accessWorld.ts';
import { crowd } from '../../../../test/builders/guarded.ts';
import { aQuarantineWorld } from '../../../../test/builders/quarantineWorld.ts';
import { runIdOf } from '../../access/runRecord.ts';
import { createRunLock } from '../../access/runs/runLock.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { type PlainRequest, type ServeOptions, serve } from '../../http/serve.ts';
import { aPost, aRequest, someOptions } from '../../http/serving.fixture.ts';
import { createPauseState } from '../../onboarding/pauseState.ts';
import { hours } from '../../time.ts';
import { approveQuarantine, type DecideDeps, rejectQuarantine } from './decideQuarantine.ts';
import { getQuarantine, listQuarantines } from './quarantines.ts';

const DAY = hours(24);
const ENTRA: Partial<ServeOptions> = { auth: { kind: 'entra', platformAuthEnabled: true } };

const wanting = (people: number, group = 'staff', scope = OTHER_SUB) => ({
  bindings: [aBinding({ group, role: 'administrator', at: [scope] })],
  groups: [aGroup(group, crowd(people))],
});

/** An app that has planned, over HTTP. */
function anApp(options: Partial<ServeOptions> = {}) {
  const world = aQuarantineWorld({ maxNewAdministrators: 5, maxNewAdministratorsPercent: 0 });
  const { clock } = world;
  const sent: string[] = [];
  let runs = 0;
  const pauses = createPauseState({ clock, store: world.control, sleep: async () => undefined, random: () => 0.5 });
  const deps: DecideDeps = {
    ...world,
    lock: createRunLock({ clock, store: createMemoryControl(), sleep: async () => undefined, random: () => 0.5 }),
    runQueue: { send: async (runId) => void sent.push(runId), sendAgain: async () => undefined },
    newRunId: () => runIdOf(clock.now(), () => ++runs / 1_000_000),
    runs: createMemoryRuns(),
    pauses,
    accessSettings: { mode: 'enforce' },
  };
  const ask = async (endpoint: Endpoint<DecideDeps>, request: PlainRequest) => {
    const { status, body = '' } = await serve(endpoint, request, deps, someOptions({ clock, ...options }));
    return { status, body: JSON.parse(body) };
  };
  return {
    ...world,
    sent,
    pauses,
    deps,
    list: (query: Record<string, string> = {}) => ask(listQuarantines, aRequest({ query })),
    get: (id: string) => ask(getQuarantine, aRequest({ params: { id } })),
    approve: (id: string, body: unknown, headers = {}) =>
      ask(approveQuarantine, aPost(body, { params: { id }, headers })),
    reject: (id: string, body: unknown, headers = {}) =>
      ask(rejectQuarantine, aPost(body, { params: { id }, headers })),
    /** The only pending quarantine, after a plan of six new administrators. */
    pending: async () => {
      const [first] = (await world.plan(wanting(6))).quarantines;
      if (first === undefined) throw new Error('Nothing is withheld.');
      return first;
    },
  };
}

const principal = {
  'x-ms-client-principal': Buffer.from(
    JSON.stringify({
      claims: [
        { typ: 'preferred_username', val: 'ada@contoso.com' },
        { typ: 'roles', val: 'Approver' },
      ],
    }),
  ).toString('base64'),
};

describe('GET /access/quarantines', () => {
  it('is for readers, and empty where nothing is withheld', async () => {
    expect(listQuarantines.who).toBe('read');
    expect(await anApp().list()).toEqual({ status: 200, body: { items: [], next: null } });
  });

  it('shows what is withheld and why', async () => {
    const { list, pending } = anApp();
    const { id, hash } = await pending();

    expect((await list()).body.items).toEqual([
      {
        id,
        hash,
        binding: 'staff',
        kind: 'additions',
        changes: crowd(6).map((principalId) => ({
          action: 'add',
          scope: OTHER_SUB,
          role: 'administrator',
          principalId,
          principalType: 'User',
          binding: 'staff',
          path: ['staff'],
          reason: 'member',
        })),
        count: 6,
        why: expect.stringContaining('6 people would become administrators'),
        createdAt: '2026-11-22T12:00:00.000Z',
        expiresAt: '2026-11-29T12:00:00.000Z',
        status: 'pending',
        decision: null,
      },
    ]);
  });

  it('gives pages of those that stand so now, the newest first', async () => {
    const { list, plan, clock } = anApp();
    for (let people = 6; people < 13; people += 1) {
      await plan(wanting(people));
      clock.advance(1000);
    }
    const countsOf = async (query: Record<string, string>) => {
      const { body } = await list(query);
      return { counts: body.items.map(({ count }: { count: number }) => count), next: body.next };
    };
    const first = await countsOf({ limit: '4', status: 'obsolete' });
    const second = await countsOf({ limit: '4', status: 'obsolete', cursor: String(first.next) });
    const all = await countsOf({ limit: '3' });
    const rest = await countsOf({ limit: '4', cursor: String(all.next) });

    expect([first.counts, second]).toEqual([[11, 10, 9, 8], { counts: [7, 6], next: null }]);
    expect([all.counts, rest]).toEqual([[12, 11, 10], { counts: [9, 8, 7, 6], next: null }]);
    expect((await countsOf({ status: 'pending' })).counts).toEqual([12]);
    clock.advance(7 * DAY);
    expect((await countsOf({ status: 'pending' })).counts).toEqual([]);
    expect((await countsOf({ status: 'expired' })).counts).toEqual([12]);
  });

  it('shows a hundred changes of each, and how many there are', async () => {
    const { list, get, plan } = anApp();
    const [one] = (await plan(wanting(120))).quarantines;
    const [item] = (await list()).body.items;

    expect(item.changes).toHaveLength(100);
    expect(item.count).toBe(120);
    expect((await get(one?.id ?? '')).body.changes).toHaveLength(120);
  });

  it.each([{ status: 'open' }, { cursor: 'x' }, { limit: '0' }])('refuses %j', async (query) => {
    expect((await anApp().list(query)).status).toBe(400);
  });
});

describe('GET /access/quarantines/{id}', () => {
  it('shows one, also when it is over', async () => {
    const { get, plan, pending, clock } = anApp();
    const { id } = await pending();
    clock.advance(1000);
    await plan({});

    expect(await get(id)).toMatchObject({ status: 200, body: { id, status: 'obsolete', count: 6 } });
  });

  it('shows no changes when they are lost', async () => {
    const { get, pending, documents } = anApp();
    const { id } = await pending();
    await documents.remove(`quarantines/${id}`);

    expect(await get(id)).toMatchObject({ status: 200, body: { changes: [], count: 6 } });
  });

  it.each(['0000000000', 'aaaaaaaa-0000-4000-8000-00000000000a', "' or 1 eq 1"])('knows no %s', async (id) => {
    expect(await anApp().get(id)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('POST /access/quarantines/{id}/approve', () => {
  it('is for approvers, records who and why, and asks for a run that plans with it', async () => {
    const { approve, pending, sent, plan } = anApp();
    const { id, hash } = await pending();

    const { status, body } = await approve(id, { hash, reason: 'Agreed.', by: 'ada' });

    expect(approveQuarantine.who).toBe('approve');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      status: 'approved',
      runId: expect.any(String),
      decision: { by: 'ada', reason: 'Agreed.', at: '2026-11-22T12:00:00.000Z', until: '2026-11-23T12:00:00.000Z' },
    });
    expect(body.changes).toHaveLength(6);
    expect(sent).toEqual([body.runId]);
    expect((await plan(wanting(6))).plan.adds).toHaveLength(6);
  });

  it('says what keeps the changes from being made', async () => {
    const app = anApp();
    const { id, hash } = await app.pending();
    await app.pauses.pause('access', app.clock.now() + hours(2), 'Freeze.', 'ben');

    const { status, body } = await app.approve(id, { hash, reason: 'Agreed.' });

    expect(status).toBe(200);
    expect(body.heldBack).toMatchObject([{ code: 'Paused' }]);
  });

  it('takes the name from the token, whatever the body claims', async () => {
    const { approve, pending } = anApp(ENTRA);
    const { id, hash } = await pending();

    expect(await approve(id, { hash, reason: 'Agreed.' })).toMatchObject({ status: 401 });
    const { body } = await approve(id, { hash, reason: 'Agreed.', by: 'mallory' }, principal);
    expect(body.decision.by).toContain('ada@contoso.com');
  });

  it('records a holder of the key when nobody is named', async () => {
    const { reject, pending } = anApp();
    const { id, hash } = await pending();

    expect((await reject(id, { hash, reason: 'No.' })).body.decision.by).toBe('a holder of the master key');
  });

  it.each([
    ['no hash', { reason: 'Agreed.' }],
    ['no reason', { hash: 'x' }],
    ['an empty reason', { hash: 'x', reason: ' ' }],
    ['something unknown', { hash: 'x', reason: 'Agreed.', force: true }],
  ])('refuses %s', async (_what, body) => {
    const { approve, reject, pending } = anApp();
    const { id } = await pending();

    expect((await approve(id, body)).status).toBe(400);
    expect((await reject(id, body)).status).toBe(400);
  });
});

describe('POST /access/quarantines/{id}/reject', () => {
  it('withholds them for seven days, and asks for no run', async () => {
    const { reject, pending, sent, plan } = anApp();
    const { id, hash } = await pending();

    const { status, body } = await reject(id, { hash, reason: 'Who are they?' });

    expect(rejectQuarantine.who).toBe('approve');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'rejected', decision: { until: '2026-11-29T12:00:00.000Z' } });
    expect(sent).toEqual([]);
    expect((await plan(wanting(6))).plan.adds).toEqual([]);
  });
});

describe('a decision on a quarantine', () => {
  type Prepared = Awaited<ReturnType<typeof anApp>>;
  const wrong = 'f'.repeat(64);

  it.each<
    readonly [
      what: string,
      before: (app: Prepared, id: string) => Promise<unknown>,
      hash: string | undefined,
      says: string,
    ]
  >([
    ['with the hash of another', async () => undefined, wrong, 'The hash is not that of this quarantine'],
    ['made twice', (app, id) => app.decide(id, 'approve'), undefined, 'approved already'],
    ['made the other way before', (app, id) => app.decide(id, 'reject'), undefined, 'rejected already'],
    ['made too late', async (app) => app.clock.advance(7 * DAY), undefined, 'Its time is over'],
    [
      'on what the plan no longer withholds',
      async (app) => {
        app.clock.advance(1000);
        await app.plan(wanting(7));
      },
      undefined,
      'no longer withholds exactly this',
    ],
  ])('%s is 409, and nothing comes of it', async (_what, before, hash, says) => {
    const app = anApp();
    const quarantine = await app.pending();
    await before(app, quarantine.id);
    const known = await app.quarantines.read(quarantine.id);

    for (const decide of [app.approve, app.reject]) {
      const { status, body } = await decide(quarantine.id, { hash: hash ?? quarantine.hash, reason: 'Now.' });
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: 'conflict', detail: expect.stringContaining(says) });
    }
    expect(await app.quarantines.read(quarantine.id)).toEqual(known);
    expect(app.sent).toEqual([]);
  });

  it('on none at all is 404', async () => {
    const { approve, reject } = anApp();
    const body = { hash: wrong, reason: 'Now.' };

    expect((await approve('0zzzzzzzz-0000000000', body)).status).toBe(404);
    expect((await reject('nothing', body)).status).toBe(404);
  });

  it('by two at once is the one that came first, and the other learns of it', async () => {
    const { approve, reject, pending } = anApp();
    const { id, hash } = await pending();

    const answers = await Promise.all([
      approve(id, { hash, reason: 'Yes.', by: 'ada' }),
      reject(id, { hash, reason: 'No.', by: 'ben' }),
      approve(id, { hash, reason: 'Yes.', by: 'cem' }),
    ]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
  });
});
