/** What any reader of role assignments must do; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import { ADMINISTRATOR_LOGIN, guid, USER_LOGIN } from '../../local/cloud/testing/virtualRoles.ts';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import type { Place } from '../../src/lib/access/assignment.ts';
import {
  type AssignmentsHarness,
  type CloudHabits,
  type FreshAssignments,
  GROUP,
  MACHINE,
  MANAGEMENT_GROUPS,
  managementGroup,
  OTHER_SUBSCRIPTION,
  outsider,
  ROOT,
  SUBSCRIPTION,
} from './assignmentsHarness.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const HERE: Place = { kind: 'subscription', id: DEMO_SUBSCRIPTION };
const ARC: Place = { kind: 'managementGroup', name: 'arc' };

/** An item of a page as ARM writes it, in the case that it should not matter. */
const ITEM = {
  id: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/AAAAAAAA-0000-4000-8000-00000000000A`,
  type: 'Microsoft.Authorization/roleAssignments',
  name: 'AAAAAAAA-0000-4000-8000-00000000000A',
  properties: {
    roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${USER_LOGIN.toUpperCase()}`,
    principalId: 'BBBBBBBB-0000-4000-8000-00000000000B',
    principalType: 'User',
    scope: GROUP.toUpperCase(),
    createdBy: 'CCCCCCCC-0000-4000-8000-00000000000C',
    createdOn: '2026-02-06T21:13:34.5569168Z',
  },
};

const changed = (properties: object, further: object = {}) => ({
  ...ITEM,
  ...further,
  properties: { ...ITEM.properties, ...properties },
});

export function assignmentsContract(name: string, freshCloud: FreshAssignments): void {
  describe(`reading role assignments, ${name}`, () => {
    let harness: AssignmentsHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: CloudHabits = {}) {
      const authorization = { managementGroups: MANAGEMENT_GROUPS, ...habits.authorization };
      harness = await freshCloud({ ...habits, authorization });
      const { assignments, control, endpoint } = harness;
      const fault = (spec: object) => control('POST', '/faults', { service: 'arm', ...spec });
      return { assignments, control, endpoint, fault, ...outsider(harness) };
    }

    it('lists nothing where nobody has access', async () => {
      const { assignments } = await fresh();

      expect(await assignments.list(HERE)).toEqual({ assignments: [], used: 0 });
      expect(await assignments.list(ARC)).toEqual({ assignments: [], used: 0 });
    });

    it('lists all pages of what is at a subscription, above and below it, and counts what is at or below', async () => {
      const { assignments, register, give } = await fresh({ pageSize: 2 });
      register();
      const places = [ROOT, managementGroup('demo'), managementGroup('arc'), SUBSCRIPTION, GROUP, MACHINE];
      places.forEach((scope, index) => give(scope, index + 1, USER_LOGIN));
      give(managementGroup('lab'), 20, USER_LOGIN);
      give(`/subscriptions/${OTHER_SUBSCRIPTION}`, 21, USER_LOGIN);

      const listing = await assignments.list(HERE);

      expect(listing.assignments.map(({ scope }) => scope)).toEqual(['/', ...places.slice(1)]);
      expect(listing.assignments.map((one) => one.name)).toEqual([1, 2, 3, 4, 5, 6].map(guid));
      expect(listing.used).toBe(3);
    });

    it('lists what is at a management group and above it, and counts what is exactly there', async () => {
      const { assignments, give } = await fresh({ pageSize: 1 });
      [ROOT, managementGroup('arc-corp'), managementGroup('arc'), SUBSCRIPTION, managementGroup('lab')].forEach(
        (scope, index) => give(scope, index + 1, ADMINISTRATOR_LOGIN),
      );
      give(managementGroup('ARC'), 6, READER);

      const listing = await assignments.list(ARC);

      expect(listing.assignments.map((one) => one.name)).toEqual([1, 2, 3].map(guid));
      expect(listing.used).toBe(2);
    });

    it('counts the assignments of other roles and shows none of them', async () => {
      const { assignments, give } = await fresh();
      give(SUBSCRIPTION, 1, READER);
      give(GROUP, 2, READER);
      give(managementGroup('arc'), 3, READER);
      give(GROUP, 4, USER_LOGIN);

      const listing = await assignments.list(HERE);

      expect(listing.assignments.map((one) => one.name)).toEqual([guid(4)]);
      expect(listing.used).toBe(3);
    });

    it('tells all that an assignment says, and leaves out what it does not', async () => {
      const { assignments, give } = await fresh();
      give(GROUP, 1, ADMINISTRATOR_LOGIN, {
        principalType: 'Group',
        description: 'for the web team',
        condition: '@Resource[a] StringEquals b',
        conditionVersion: '2.0',
      });
      give(SUBSCRIPTION, 2, USER_LOGIN);

      const { assignments: listed } = await assignments.list(HERE);

      const createdBy = expect.stringMatching(/^[0-9a-f-]{36}$/);
      const createdAt = expect.any(Number);
      expect(listed).toEqual([
        {
          name: guid(1),
          scope: GROUP,
          role: 'administrator',
          principalId: guid(101),
          principalType: 'Group',
          description: 'for the web team',
          createdBy,
          createdAt,
          conditional: true,
        },
        {
          name: guid(2),
          scope: SUBSCRIPTION,
          role: 'user',
          principalId: guid(102),
          principalType: 'User',
          createdBy,
          createdAt,
        },
      ]);
    });

    it('knows the roles without a subscription in front of their ids, too', async () => {
      const { assignments, give } = await fresh({ authorization: { roleDefinitionForm: 'tenant' } });
      give(GROUP, 1, ADMINISTRATOR_LOGIN);
      give(GROUP, 2, USER_LOGIN);

      const { assignments: listed } = await assignments.list(HERE);

      expect(listed.map(({ role }) => role)).toEqual(['administrator', 'user']);
    });

    it('does not care about the case of ids, and keeps the scope as ARM writes it', async () => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body: { value: [ITEM] } });

      expect(await assignments.list({ kind: 'subscription', id: DEMO_SUBSCRIPTION.toUpperCase() })).toEqual({
        assignments: [
          {
            name: 'aaaaaaaa-0000-4000-8000-00000000000a',
            scope: GROUP.toUpperCase(),
            role: 'user',
            principalId: 'bbbbbbbb-0000-4000-8000-00000000000b',
            principalType: 'User',
            createdBy: 'cccccccc-0000-4000-8000-00000000000c',
            createdAt: Date.UTC(2026, 1, 6, 21, 13, 34, 556),
          },
        ],
        used: 1,
      });
    });

    it.each([undefined, null, '', 'yesterday', 1_770_412_414_556, {}])(
      'lists an assignment of which ARM does not tell when it was made: %j',
      async (createdOn) => {
        const { assignments, fault } = await fresh();
        await fault({ status: 200, body: { value: [changed({ createdOn })] } });

        const { assignments: listed } = await assignments.list(HERE);

        expect(listed).toMatchObject([{ name: ITEM.name.toLowerCase() }]);
        expect(listed[0]).not.toHaveProperty('createdAt');
      },
    );

    it('takes a scope without text for the root, and a type that is not said for unknown', async () => {
      const { assignments, fault } = await fresh();
      const bare = { scope: '', principalType: null, description: '', condition: '', createdBy: '', createdOn: '' };
      await fault({ status: 200, body: { value: [changed(bare)], nextLink: '' } });

      const { assignments: listed, used } = await assignments.list(HERE);

      expect(listed).toEqual([
        {
          name: ITEM.name.toLowerCase(),
          scope: '/',
          role: 'user',
          principalId: ITEM.properties.principalId.toLowerCase(),
          principalType: 'Unknown',
        },
      ]);
      expect(used).toBe(0);
    });

    it.each<{ what: string; body: unknown }>([
      { what: 'a page without items', body: {} },
      { what: 'items that are no list', body: { value: ITEM } },
      { what: 'a page that is none', body: [] },
      { what: 'text', body: 'Welcome to the proxy' },
      { what: 'a link that is no text', body: { value: [], nextLink: 7 } },
      { what: 'an item without properties', body: { value: [ITEM, { id: ITEM.id, name: ITEM.name }] } },
      { what: 'an item without a role', body: { value: [changed({ roleDefinitionId: undefined })] } },
      { what: 'an item without a scope', body: { value: [changed({ scope: null })] } },
      {
        what: 'an item of another role without a scope',
        body: { value: [changed({ scope: 5, roleDefinitionId: 'x' })] },
      },
      { what: 'a principal that is no GUID', body: { value: [changed({ principalId: 'bob' })] } },
      { what: 'a name that is no GUID', body: { value: [changed({}, { name: 'bob' })] } },
    ])('reads nothing out of an answer with $what', async ({ body }) => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body });

      await expect(assignments.list(HERE)).rejects.toMatchObject({ kind: 'transient', code: 'UnexpectedAnswer' });
    });

    it('reads nothing when a later page is not what it should be', async () => {
      const { assignments, give, fault } = await fresh({ pageSize: 1 });
      give(GROUP, 1, USER_LOGIN);
      give(GROUP, 2, USER_LOGIN);
      await fault({ path: 'skipToken', status: 200, body: { error: {} } });

      await expect(assignments.list(HERE)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });

    it('does not follow links for ever', async () => {
      const { assignments, endpoint, fault } = await fresh();
      const nextLink = `${endpoint}${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`;
      await fault({ status: 200, body: { value: [], nextLink }, times: 2 });

      await expect(assignments.list(HERE)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });

    it('does not follow a link to another host', async () => {
      const { assignments, fault } = await fresh();
      const nextLink = 'https://management.example.com/next';
      await fault({ status: 200, body: { value: [ITEM], nextLink } });

      await expect(assignments.list(HERE)).rejects.toMatchObject({ kind: 'rejected', code: 'ForeignHost' });
    });

    it('throws notFound for a place that is not there', async () => {
      const { assignments } = await fresh();
      const elsewhere = [
        { kind: 'subscription', id: '00000000-0000-4000-8000-00000000dead' },
        { kind: 'managementGroup', name: 'nowhere' },
      ] as const;

      for (const place of elsewhere) {
        await expect(assignments.list(place)).rejects.toMatchObject({ kind: 'notFound' });
        await expect(assignments.denials(place)).rejects.toMatchObject({ kind: 'notFound' });
        await expect(assignments.activations(place)).rejects.toMatchObject({ kind: 'notFound' });
      }
    });

    it.each([
      { fault: { status: 401 }, failure: { kind: 'denied', code: 'AuthenticationFailed' } },
      { fault: { status: 403 }, failure: { kind: 'denied', code: 'AuthorizationFailed' } },
      { fault: { status: 429, retryAfter: 30 }, failure: { kind: 'throttled', slot: expect.any(Number) } },
      { fault: { status: 500 }, failure: { kind: 'transient', code: 'InternalServerError' } },
      { fault: { dropConnection: true }, failure: { kind: 'transient' } },
    ])('throws $failure.kind when ARM answers with $fault', async ({ fault: answer, failure }) => {
      const { assignments, fault } = await fresh();
      await fault({ ...answer, times: 10 });

      await expect(assignments.list(HERE)).rejects.toMatchObject(failure);
    });
  });
}
