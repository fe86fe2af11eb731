/** The host is killed while it gives roles: what was begun is made, and nothing twice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppliedAccess, appliedAccess } from './appliedAccess.ts';

/** More than are made at once: the rate of the public cloud lets two a second through after the first forty. */
const PEOPLE = Array.from({ length: 60 }, (_, n) => `person-${String(n).padStart(2, '0')}`);

describe('sixty roles, and a host that is killed', () => {
  let access: AppliedAccess;

  beforeAll(async () => {
    access = await appliedAccess();
    for (const name of PEOPLE) await access.user(name);
    await access.group('sg-many', PEOPLE);
    await access.policy({ 'sg-many': 'user' });
  }, 120_000);
  afterAll(() => access.stack.close());

  it('are all given once, and on record', { timeout: 120_000 }, async () => {
    const { body } = await access.stack.api('POST', '/access/reconcile');
    await expect
      .poll(async () => (await access.holders()).length, { timeout: 60_000, interval: 20 })
      .toBeGreaterThan(5);
    await access.stack.laptop.restartHost();
    const atStart = (await access.holders()).length;
    await expect.poll(async () => (await access.holders()).length, { timeout: 90_000 }).toBe(PEOPLE.length);
    const done = async () => {
      const { body: run } = await access.stack.api('GET', `/access/runs/${String(body['runId'])}?limit=1000`);
      return run['done'];
    };

    expect(atStart).toBeLessThan(PEOPLE.length);
    expect(await access.holders()).toEqual(PEOPLE);
    await expect.poll(done, { timeout: 30_000 }).toHaveLength(PEOPLE.length);
  });
});
