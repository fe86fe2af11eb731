/** What any writer of role assignments must do; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Principals } from '../../local/cloud/rules/authorization/principals.ts';
import { guid, testDirectory, USER_LOGIN } from '../../local/cloud/testing/virtualRoles.ts';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import type { NewAssignment } from '../../src/lib/access/assignmentWriter.ts';
import type { Grant } from '../../src/lib/access/ownership.ts';
import {
  type AssignmentsHarness,
  type CloudHabits,
  type FreshAssignments,
  GROUP,
  MACHINE,
  managementGroup,
  outsider,
} from './assignmentsHarness.ts';

const GRANT: Grant = { scope: GROUP, role: 'user', principalId: guid(1) };
const NEW: NewAssignment = { name: guid(10), principalType: 'User', description: 'arc-entra-signin' };

export function assignmentWriterContract(name: string, freshCloud: FreshAssignments): void {
  describe(`writing role assignments, ${name}`, () => {
    let harness: AssignmentsHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(authorization: NonNullable<CloudHabits['authorization']> = {}) {
      harness = await freshCloud({ authorization });
      const { assignments, control } = harness;
      const fault = (spec: object) => control('POST', '/faults', { service: 'arm', ...spec });
      const listed = async () => (await assignments.list({ kind: 'subscription', id: DEMO_SUBSCRIPTION })).assignments;
      return { writer: assignments, fault, listed, ...outsider(harness) };
    }

    it('makes an assignment with all that was said of it', async () => {
      const { writer, register, listed } = await fresh();
      register();

      expect(await writer.create({ ...GRANT, scope: MACHINE, role: 'administrator' }, NEW)).toEqual({
        kind: 'created',
      });

      expect(await listed()).toMatchObject([
        {
          ...NEW,
          scope: MACHINE,
          role: 'administrator',
          principalId: guid(1),
          createdBy: expect.any(String),
          createdAt: expect.any(Number),
        },
      ]);
    });

    it('makes one at a management group', async () => {
      const { writer, listed } = await fresh();
      const scope = managementGroup('demo');

      expect(await writer.create({ ...GRANT, scope }, { ...NEW, principalType: 'Group' })).toEqual({ kind: 'created' });

      expect(await listed()).toMatchObject([{ scope, principalType: 'Group' }]);
    });

    it('tells a repetition from something new', async () => {
      const { writer, listed } = await fresh();
      await writer.create(GRANT, NEW);

      expect(await writer.create(GRANT, NEW)).toEqual({ kind: 'wasThere' });

      expect(await listed()).toHaveLength(1);
    });

    it('says which assignment gives the same already, where Azure tells', async () => {
      const { writer, give, fault } = await fresh();
      give(GROUP, 20, USER_LOGIN, { principalId: guid(1) });
      await fault({
        method: 'PUT',
        status: 409,
        body: { error: { code: 'RoleAssignmentExists', message: 'The role assignment already exists.' } },
      });

      expect(await writer.create(GRANT, NEW)).toEqual({ kind: 'exists' });
      expect(await writer.create(GRANT, NEW)).toEqual({ kind: 'exists', name: guid(20) });
    });

    it('says so when the directory does not know the principal', async () => {
      const { writer } = await fresh({ principals: testDirectory() });

      expect(await writer.create(GRANT, NEW)).toMatchObject({ kind: 'principalNotFound', code: 'PrincipalNotFound' });
    });

    it('says so when the principal is of another type', async () => {
      const principals: Principals = { ...testDirectory(), find: () => ({ kind: 'Group', createdAt: 0 }) };
      const { writer } = await fresh({ principals });

      expect(await writer.create(GRANT, NEW)).toMatchObject({
        kind: 'unmatchedPrincipalType',
        message: expect.stringContaining("has type 'Group'"),
      });
    });

    it('says so when the name stands for something else', async () => {
      const { writer } = await fresh();
      await writer.create(GRANT, NEW);

      expect(await writer.create({ ...GRANT, role: 'administrator' }, NEW)).toMatchObject({
        kind: 'updateNotPermitted',
      });
    });

    it('says so when no more assignments fit', async () => {
      const { writer } = await fresh({ subscriptionLimit: 1 });
      await writer.create(GRANT, NEW);

      expect(await writer.create({ ...GRANT, principalId: guid(2) }, { ...NEW, name: guid(11) })).toMatchObject({
        kind: 'limitExceeded',
        code: 'RoleAssignmentLimitExceeded',
      });
    });

    it('says denied when a condition on our own role leaves the role out', async () => {
      const { writer } = await fresh({ allowedRoles: [USER_LOGIN] });

      expect(await writer.create({ ...GRANT, role: 'administrator' }, NEW)).toMatchObject({
        kind: 'denied',
        because: 'condition',
        code: 'AuthorizationFailed',
        message: expect.stringContaining('ABAC condition'),
      });
      expect(await writer.create(GRANT, NEW)).toEqual({ kind: 'created' });
    });

    it('says absent when the scope is not there', async () => {
      const { writer } = await fresh();
      const scopes = [MACHINE, '/subscriptions/00000000-0000-4000-8000-00000000dead', managementGroup('nowhere')];

      for (const scope of scopes) expect(await writer.create({ ...GRANT, scope }, NEW)).toEqual({ kind: 'absent' });
    });

    it('removes an assignment, and says when there was none', async () => {
      const { writer, listed } = await fresh();
      await writer.create(GRANT, NEW);

      expect(await writer.remove(GROUP, NEW.name)).toEqual({ kind: 'removed' });
      expect(await writer.remove(GROUP, NEW.name)).toEqual({ kind: 'wasAbsent' });
      expect(await writer.remove(managementGroup('nowhere'), NEW.name)).toEqual({ kind: 'wasAbsent' });
      expect(await listed()).toEqual([]);
    });

    it.each([
      { status: 401, code: 'InvalidAuthenticationToken', kind: 'denied', because: 'other' },
      { status: 403, code: 'AuthorizationFailed', kind: 'denied', because: 'permission' },
      { status: 403, code: 'RequestDisallowedByPolicy', kind: 'denied', because: 'other' },
      { status: 409, code: 'ScopeLocked', kind: 'denied', because: 'lock' },
      { status: 409, code: 'AnotherOperationInProgress', kind: 'busy' },
      { status: 400, code: 'BadRequestFormat', kind: 'refused' },
    ])('says $kind to both writes when ARM says $code', async ({ status, code, ...outcome }) => {
      const { writer, fault } = await fresh();
      await fault({ status, body: { error: { code, message: 'no' } }, times: 2 });

      const said = { ...outcome, code, message: `HTTP ${status} ${code}: no` };
      expect(await writer.create(GRANT, NEW)).toEqual(said);
      expect(await writer.remove(GROUP, NEW.name)).toEqual(said);
    });

    it.each([
      { fault: { status: 429, retryAfter: 30 }, failure: { kind: 'throttled', slot: expect.any(Number) } },
      { fault: { status: 500 }, failure: { kind: 'transient', code: 'InternalServerError' } },
      { fault: { dropConnection: true }, failure: { kind: 'transient' } },
    ])('throws $failure.kind from both writes when ARM answers with $fault', async ({ fault: answer, failure }) => {
      const { writer, fault } = await fresh();
      await fault({ ...answer, times: 10 });

      await expect(writer.create(GRANT, NEW)).rejects.toMatchObject(failure);
      await expect(writer.remove(GROUP, NEW.name)).rejects.toMatchObject(failure);
    });
  });
}
