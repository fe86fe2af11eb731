/** What any directory must do when Graph does not answer as it should; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Failure, Throttled } from '../../src/lib/errors.ts';
import { minutes, seconds } from '../../src/lib/time.ts';
import {
  type DirectoryHabits,
  type DirectoryHarness,
  type FreshDirectory,
  NOBODY,
  people,
} from './directoryHarness.ts';

const USER = '#microsoft.graph.user';

export function directoryFailuresContract(name: string, freshCloud: FreshDirectory): void {
  describe(`failures of the directory, ${name}`, () => {
    let harness: DirectoryHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: DirectoryHabits = {}) {
      harness = await freshCloud(habits);
      const { directory } = harness;
      const read = async (group: string) => {
        for await (const _ of directory.members(group)) continue;
      };
      return { ...harness, ...people(harness), read };
    }

    it.each([
      { fault: { status: 400 }, failure: { kind: 'rejected' } },
      { fault: { status: 401 }, failure: { kind: 'denied', code: 'InvalidAuthenticationToken' } },
      { fault: { status: 403 }, failure: { kind: 'denied', code: 'Authorization_RequestDenied' } },
      { fault: { status: 404, body: 'Not here' }, failure: { kind: 'notFound', code: 'Http404' } },
      { fault: { status: 500 }, failure: { kind: 'transient', code: 'InternalServerError' } },
      { fault: { status: 503, retryAfter: 5 }, failure: { kind: 'transient', code: 'ServiceUnavailable' } },
      { fault: { status: 504, body: 'Gateway' }, failure: { kind: 'transient', code: 'Http504' } },
      { fault: { status: 302 }, failure: { kind: 'rejected', code: 'Redirected' } },
      { fault: { dropConnection: true }, failure: { kind: 'transient' } },
    ])('throws $failure.kind at once when Graph answers with $fault', async ({ fault: answer, failure }) => {
      const { directory, fault, counts } = await fresh();
      await fault(answer);

      await expect(directory.group(NOBODY)).rejects.toMatchObject(failure);
      const status = `${answer.status ?? 'none'}`;
      expect(counts()).toEqual([{ service: 'graph', operation: 'GET groups/*', status, count: 1 }]);
    });

    it.each([
      { what: 'as long as it is told', retryAfter: 42, wait: seconds(42) },
      { what: 'ten seconds when it is not told', retryAfter: undefined, wait: seconds(10) },
      { what: 'never longer than ten minutes', retryAfter: 86_400, wait: minutes(10) },
    ])('waits $what', async ({ retryAfter, wait }) => {
      const { directory, fault, now } = await fresh();
      await fault(retryAfter === undefined ? { status: 429 } : { status: 429, retryAfter });

      const before = now();
      const error = await directory.group(NOBODY).catch((error: unknown) => error);

      if (!(error instanceof Throttled)) throw error;
      expect(error.code).toBe('TooManyRequests');
      expect(error.slot).toBeGreaterThanOrEqual(before + wait);
      expect(error.slot).toBeLessThanOrEqual(now() + wait);
    });

    it.each<{ what: string; body: unknown }>([
      { what: 'no items', body: {} },
      { what: 'items that are no list', body: { value: {} } },
      { what: 'text', body: 'Welcome to the proxy' },
      { what: 'a link that is no text', body: { value: [], '@odata.nextLink': 7 } },
      { what: 'an item of no kind', body: { value: [{ id: NOBODY, accountEnabled: true, userType: 'Member' }] } },
      { what: 'an item without an id', body: { value: [{ '@odata.type': USER }] } },
      { what: 'an id that is no GUID', body: { value: [{ '@odata.type': USER, id: 'bob' }] } },
      {
        what: 'an account that is neither on nor off',
        body: { value: [{ '@odata.type': USER, id: NOBODY, accountEnabled: 'yes' }] },
      },
    ])('reads nothing out of a page with $what', async ({ body }) => {
      const { read, team, fault } = await fresh();
      const web = team('web');
      await fault({ status: 200, body });

      await expect(read(web)).rejects.toMatchObject({ kind: 'transient', code: 'UnexpectedAnswer' });
    });

    it('does not end well when a later page fails', async () => {
      const { read, person, team, fault } = await fresh({ graphPaging: { most: 1, emptyChance: 0 } });
      const web = team('web', [person('ada'), person('bob')]);
      await fault({ path: 'skiptoken', status: 503 });

      await expect(read(web)).rejects.toMatchObject({ kind: 'transient' });
    });

    it.each([
      'https://graph.example.com/v1.0/groups?sig=secret',
      'http://localhost/v1.0/groups?sig=secret',
      'https://localhost@graph.example.com/v1.0/groups?sig=secret',
      '/v1.0/groups?sig=secret',
    ])('does not follow a link to %s', async (nextLink) => {
      const { read, team, fault, counts } = await fresh();
      const web = team('web');
      await fault({ status: 200, body: { value: [], '@odata.nextLink': nextLink } });

      const error = await read(web).catch((error: unknown) => error);

      expect(error).toMatchObject({ kind: 'rejected', code: 'ForeignLink' });
      expect(String(error)).not.toContain('secret');
      expect(counts()).toMatchObject([{ count: 1 }]);
    });

    it('does not follow links for ever', async () => {
      const { read, endpoint, team, fault } = await fresh();
      const web = team('web');
      await fault({ status: 200, body: { value: [], '@odata.nextLink': `${endpoint}/v1.0/groups?a=1` }, times: 2 });

      await expect(read(web)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });

    it.each([
      { what: 'was throttled', fault: { status: 429, retryAfter: 2 } },
      { what: 'failed by accident', fault: { status: 503 } },
      { what: 'failed twice', fault: { status: 500, times: 2 } },
    ])('asks again for the part of a batch that $what, and for no other', async ({ fault: answer }) => {
      const { directory, person, team, fault, counts } = await fresh();
      const everybody = Array.from({ length: 5 }, (_, number) => person(`u${number}`));
      const web = team('web', everybody);
      await fault({ path: `users/${everybody[2]}/`, ...answer });

      expect((await directory.confirmedMembers(everybody, web)).members).toEqual(new Set(everybody));
      const checks = counts().filter(({ operation }) => operation === 'POST users/*/checkMemberGroups');
      expect(checks.map(({ status, count }) => [status, count])).toEqual([
        ['200', 5],
        [`${answer.status}`, answer.times ?? 1],
      ]);
    });

    it.each([
      { what: 'is throttled time and again', fault: { status: 429, retryAfter: 1, times: 3 }, kind: 'throttled' },
      { what: 'is throttled for long', fault: { status: 429, retryAfter: 60 }, kind: 'throttled' },
      { what: 'fails time and again', fault: { status: 503, times: 3 }, kind: 'transient' },
      { what: 'may not be read', fault: { status: 403 }, kind: 'denied' },
      { what: 'is not there, says a proxy', fault: { status: 404, body: 'Not here' }, kind: 'notFound' },
    ])('gives up when a part of a batch $what', async ({ fault: answer, kind }) => {
      const { directory, person, team, fault } = await fresh();
      const [ada, bob] = [person('ada'), person('bob')];
      const web = team('web', [ada, bob]);
      await fault({ path: `users/${ada}/`, ...answer });

      await expect(directory.confirmedMembers([ada, bob], web)).rejects.toMatchObject({ kind });
    });

    it('gives up for the reason that weighs most: what stays, then the longest wait', async () => {
      const { directory, person, fault } = await fresh();
      const [ada, bob, eve] = [person('ada'), person('bob'), person('eve')];
      const both = async (...faults: { id: string; status: number; retryAfter?: number }[]): Promise<Failure> => {
        for (const { id, ...answer } of faults) await fault({ path: `users/${id}/`, ...answer });
        return directory.groupsOf([ada, bob, eve]).then(
          () => Promise.reject(new Error('nothing failed')),
          (error: Failure) => error,
        );
      };

      const denied = await both({ id: ada, status: 429, retryAfter: 60 }, { id: bob, status: 403 });
      expect(denied.kind).toBe('denied');
      const throttled = await both(
        { id: ada, status: 503 },
        { id: bob, status: 429, retryAfter: 60 },
        { id: eve, status: 429, retryAfter: 300 },
      );
      expect(throttled.kind).toBe('throttled');
      expect(throttled instanceof Throttled && throttled.slot > Date.UTC(2026, 0) + seconds(299)).toBe(true);
    });

    it.each([
      { what: 'is none', body: {} },
      { what: 'lacks one', body: { responses: [{ id: NOBODY, status: 200, body: { value: [] } }] } },
      { what: 'has no status', body: { responses: [{ id: NOBODY }] } },
    ])('reads nothing out of a batch of answers that $what', async ({ body }) => {
      const { directory, fault } = await fresh();
      await fault({ path: 'batch', status: 200, body });

      const check = directory.confirmedMembers([NOBODY, NOBODY.replace('dead', 'beef')], NOBODY);
      await expect(check).rejects.toMatchObject({ kind: 'transient', code: 'UnexpectedAnswer' });
    });

    it('reads nothing out of a check that is none', async () => {
      const { directory, person, fault } = await fresh();
      await fault({ path: 'checkMemberGroups', status: 200, body: { value: ['everybody'] } });

      await expect(directory.confirmedMembers([person('ada')], NOBODY)).rejects.toMatchObject({
        code: 'UnexpectedAnswer',
      });
    });

    it.each([
      { fault: { status: 401 }, failure: { kind: 'denied' } },
      { fault: { status: 403, body: 'Not for you' }, failure: { kind: 'denied', code: 'Http403' } },
      { fault: { status: 404, body: 'Not here' }, failure: { kind: 'notFound', code: 'Http404' } },
      { fault: { status: 429, retryAfter: 5 }, failure: { kind: 'throttled' } },
      { fault: { status: 503 }, failure: { kind: 'transient' } },
      { fault: { status: 200, body: 'Welcome to the proxy' }, failure: { code: 'UnexpectedAnswer' } },
    ])('does not call a person absent when the question after the deleted ends in $fault', async (row) => {
      const { directory, fault } = await fresh();
      await fault({ path: 'deletedItems', ...row.fault });

      await expect(directory.person(NOBODY)).rejects.toMatchObject(row.failure);
    });

    it('asks for no deleted person when the question after the living one fails', async () => {
      const { directory, fault, counts } = await fresh();
      await fault({ path: 'users', status: 404, body: 'Not here' });

      await expect(directory.person(NOBODY)).rejects.toMatchObject({ kind: 'notFound', code: 'Http404' });
      expect(counts()).toMatchObject([{ operation: 'GET users/*', count: 1 }]);
    });

    it('takes a refused batch for the refusal of all that was asked', async () => {
      const { directory, fault, counts } = await fresh();
      await fault({ path: 'batch', status: 429, retryAfter: 5 });

      await expect(directory.groupsOf([NOBODY])).rejects.toMatchObject({ kind: 'throttled' });
      expect(counts()).toEqual([{ service: 'graph', operation: 'POST $batch', status: '429', count: 1 }]);
    });

    it('says denied for what no permission opens', async () => {
      const { directory, read, person, team, grant } = await fresh();
      const ada = person('ada');
      const web = team('web', [ada]);
      await grant('OrgContact.Read.All');

      await expect(directory.group(web)).rejects.toMatchObject({ kind: 'denied' });
      await expect(read(web)).rejects.toMatchObject({ kind: 'denied' });
      await expect(directory.owners(web)).rejects.toMatchObject({ kind: 'denied' });
      await expect(directory.groupsOf([ada])).rejects.toMatchObject({ kind: 'denied' });
      await expect(directory.person(ada)).rejects.toMatchObject({ kind: 'denied' });
      await expect(directory.personNamed('ada@contoso.com')).rejects.toMatchObject({ kind: 'denied' });
    });
  });
}
