import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { aPlanDocument } from '../../../../test/builders/planDocument.ts';
import type { Change } from '../../access/plan/change.ts';
import { runIdOf } from '../../access/runRecord.ts';
import type { ServeOptions } from '../../http/serve.ts';
import { hours } from '../../time.ts';
import { approveQuarantine, rejectQuarantine } from './decideQuarantine.ts';
import { anApp, wanting } from './quarantines.fixture.ts';

const DAY = hours(24);
const ENTRA: Partial<ServeOptions> = { auth: { kind: 'entra', platformAuthEnabled: true } };
const RUN = runIdOf(NOON, () => 0.5);
const ENDED = { runId: RUN, at: NOON, code: 'Created', message: '', evidence: [], tries: 0 };

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

describe('POST /access/quarantines/{id}/reject of an approved one', () => {
  async function approved() {
    const app = anApp();
    const { id, hash } = await app.pending();
    await app.approve(id, { hash, reason: 'Agreed.', by: 'ada' });
    const withdraw = () => app.reject(id, { hash, reason: 'A mistake.', by: 'ben' });
    const planned = async () => {
      const { adds } = (await app.plan(wanting(6))).plan;
      expect(adds.map(({ quarantine }) => quarantine)).toEqual(Array(6).fill(id));
      return adds;
    };
    /** The ledger, as it is before each write. */
    const begin = (changes: readonly Change[]) =>
      app.grants.save(
        changes.map(({ scope, role, principalId, binding, quarantine = '' }, n) => {
          const name = `00000000-0000-4000-8000-00000000000${n}`;
          return { name, scope, role, principalId, binding, quarantine, at: app.clock.now(), how: 'written' };
        }),
      );
    const ended = (change: Change, n: number, status: 'done' | 'failed' = 'done') =>
      app.changes.save({ ...ENDED, ...change, id: `a${n}`, status });
    return { ...app, id, hash, withdraw, planned, begin, ended };
  }

  it('withdraws the approval, and shows who had given it', async () => {
    const { withdraw, statusOf, id, plan } = await approved();

    const { status, body } = await withdraw();

    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'rejected',
      decision: { by: 'ben', reason: 'A mistake.', until: '2026-11-29T12:00:00.000Z' },
      withdrawn: { by: 'ada', reason: 'Agreed.', at: '2026-11-22T12:00:00.000Z' },
    });
    expect(await statusOf(id)).toBe('rejected');
    expect((await plan(wanting(6))).plan.adds).toEqual([]);
  });

  it('says to a second approval how to withdraw the first', async () => {
    const { approve, id, hash } = await approved();

    expect(await approve(id, { hash, reason: 'Agreed.' })).toMatchObject({
      status: 409,
      body: { detail: 'It is approved already; nothing is pending. POST …/reject withdraws what is not applied yet.' },
    });
  });

  it.each<[string, (app: Awaited<ReturnType<typeof approved>>) => Promise<unknown>, number]>([
    ['when some of its changes are applied', async ({ planned, begin }) => begin((await planned()).slice(1)), 200],
    ['when all of them are', async ({ planned, begin }) => begin(await planned()), 409],
    ['when what it holds is lost', ({ documents, id }) => documents.remove(`quarantines/${id}`), 409],
  ])('answers, %s', async (_when, happens, expected) => {
    const app = await approved();
    await happens(app);

    expect((await app.withdraw()).status).toBe(expected);
    expect(await app.statusOf(app.id)).toBe(expected === 200 ? 'rejected' : 'approved');
  });

  it('goes by the newest plan and its run, when Azure has refused what was begun', async () => {
    const app = await approved();
    const adds = await app.planned();
    await app.begin(adds);
    await app.documents.write('plan', { ...aPlanDocument(), runId: RUN, adds });
    for (const [n, change] of adds.entries()) await app.ended(change, n, n === 0 ? 'failed' : 'done');

    expect((await app.withdraw()).status).toBe(200);
  });

  it('has nothing to withdraw when the newest run has made all of them', async () => {
    const app = await approved();
    const adds = await app.planned();
    await app.documents.write('plan', { ...aPlanDocument(), runId: RUN, adds });
    for (const [n, change] of adds.entries()) await app.ended(change, n);

    expect(await app.withdraw()).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('there is nothing to withdraw') },
    });
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
    const { approve, pending } = anApp();
    const { id, hash } = await pending();

    const answers = await Promise.all(['ada', 'ben'].map((by) => approve(id, { hash, reason: 'Yes.', by })));

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('is a rejection when one of two at once rejects', async () => {
    const { approve, reject, pending, statusOf } = anApp();
    const { id, hash } = await pending();

    await Promise.all([
      approve(id, { hash, reason: 'Yes.', by: 'ada' }),
      reject(id, { hash, reason: 'No.', by: 'ben' }),
      approve(id, { hash, reason: 'Yes.', by: 'cem' }),
    ]);

    expect(await statusOf(id)).toBe('rejected');
  });
});
