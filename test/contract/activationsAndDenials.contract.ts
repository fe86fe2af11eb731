/** What any reader must tell of activations and deny assignments; held against the real adapter and the one in memory. */
import { afterEach, describe, expect, it } from 'vitest';
import { ADMINISTRATOR_LOGIN, guid, roleId, USER_LOGIN } from '../../local/cloud/testing/virtualRoles.ts';
import { DEMO_SUBSCRIPTION } from '../../local/start/laptop.ts';
import type { Place } from '../../src/lib/access/assignment.ts';
import {
  type AssignmentsHarness,
  type CloudHabits,
  type FreshAssignments,
  GROUP,
  MANAGEMENT_GROUPS,
  managementGroup,
  outsider,
  SUBSCRIPTION,
} from './assignmentsHarness.ts';

const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const HERE: Place = { kind: 'subscription', id: DEMO_SUBSCRIPTION };
const ARC: Place = { kind: 'managementGroup', name: 'arc' };
const NAME = 'AAAAAAAA-0000-4000-8000-00000000000A';

const instance = (properties: object) => ({
  name: 'a1b2c3',
  properties: {
    roleDefinitionId: roleId(USER_LOGIN),
    assignmentType: 'Activated',
    endDateTime: '2026-11-22T09:00:00Z',
    originRoleAssignmentId: `${GROUP}/providers/Microsoft.Authorization/roleAssignments/${NAME}`,
    ...properties,
  },
});

export function activationsAndDenialsContract(name: string, freshCloud: FreshAssignments): void {
  describe(`reading activations and deny assignments, ${name}`, () => {
    let harness: AssignmentsHarness | undefined;
    afterEach(() => harness?.close());

    async function fresh(habits: CloudHabits = {}) {
      const authorization = { managementGroups: MANAGEMENT_GROUPS, ...habits.authorization };
      harness = await freshCloud({ ...habits, authorization });
      const { assignments, control } = harness;
      const fault = (spec: object) => control('POST', '/faults', { service: 'arm', ...spec });
      return { assignments, control, fault, ...outsider(harness) };
    }

    it('tells which assignments are activations, by the names that the listing has', async () => {
      const { assignments, control, give } = await fresh({ pageSize: 1 });
      const activate = (scope: string, principal: number, role: string) => ({
        scope,
        principalId: guid(principal),
        roleDefinitionId: roleId(role),
        minutes: 30,
      });
      give(GROUP, 1, USER_LOGIN);
      await control('POST', '/activations', activate(SUBSCRIPTION, 300, READER));
      const said = await control('POST', '/activations', activate(GROUP, 301, ADMINISTRATOR_LOGIN));
      const above = await control('POST', '/activations', activate(managementGroup('arc'), 302, USER_LOGIN));

      const { assignments: listed } = await assignments.list(HERE);
      const name = listed.find(({ principalId }) => principalId === guid(301))?.name;
      const nameAbove = listed.find(({ principalId }) => principalId === guid(302))?.name;
      const inGroup = { assignmentName: name, endsAt: endIn(said) };
      const atManagementGroup = { assignmentName: nameAbove, endsAt: endIn(above) };
      expect(await assignments.activations(HERE)).toEqual([inGroup, atManagementGroup]);
      expect(await assignments.activations(ARC)).toEqual([atManagementGroup]);
    });

    it('leaves out an instance with no end', async () => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body: { value: [instance({ endDateTime: null })] } });

      expect(await assignments.activations(HERE)).toEqual([]);
    });

    it('tells of an active assignment with an end, though nobody has activated it', async () => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body: { value: [instance({ assignmentType: 'Assigned' })] } });

      const endsAt = Date.UTC(2026, 10, 22, 9);
      expect(await assignments.activations(HERE)).toEqual([{ assignmentName: NAME.toLowerCase(), endsAt }]);
    });

    it('names the assignment in lower case, by the name of the instance only when nothing else is said', async () => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body: { value: [instance({}), instance({ originRoleAssignmentId: null })] } });

      const endsAt = Date.UTC(2026, 10, 22, 9);
      expect(await assignments.activations(HERE)).toEqual([
        { assignmentName: NAME.toLowerCase(), endsAt },
        { assignmentName: 'a1b2c3', endsAt },
      ]);
    });

    it('reads nothing when an activation ends at no time', async () => {
      const { assignments, fault } = await fresh();
      await fault({ status: 200, body: { value: [instance({ endDateTime: 'soon' })] } });

      await expect(assignments.activations(HERE)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });

    it('tells who is denied the sign-in, except whom', async () => {
      const { assignments, control } = await fresh({ pageSize: 1 });
      const said = [
        await control('POST', '/denyAssignments', {
          scope: GROUP,
          denyAssignmentName: 'Stack guard',
          principals: [{ id: guid(1).toUpperCase(), type: 'Group' }],
          excludePrincipals: [{ id: guid(2) }],
          doNotApplyToChildScopes: true,
        }),
        await control('POST', '/denyAssignments', { scope: managementGroup('arc') }),
      ];

      const [id, idAbove] = said.map((body) => textAt(body, 'id'));
      const atManagementGroup = {
        id: idAbove,
        name: 'Simulated deny assignment',
        scope: managementGroup('arc'),
        principalIds: [],
        excludedPrincipalIds: [],
        everyone: true,
        notBelow: false,
        roles: ['administrator', 'user'],
      };
      expect(await assignments.denials(HERE)).toEqual([
        {
          id,
          name: 'Stack guard',
          scope: GROUP,
          principalIds: [guid(1)],
          excludedPrincipalIds: [guid(2)],
          everyone: false,
          notBelow: true,
          roles: ['administrator', 'user'],
        },
        atManagementGroup,
      ]);
      expect(await assignments.denials(ARC)).toEqual([atManagementGroup]);
    });

    it('leaves out what denies nothing of the sign-in, and tells which role loses something', async () => {
      const { assignments, control } = await fresh();
      const deny = (denyAssignmentName: string, permission: object) =>
        control('POST', '/denyAssignments', { scope: GROUP, denyAssignmentName, permissions: [permission] });
      await deny('management only', { actions: ['*'] });
      await deny('administrators', { dataActions: ['Microsoft.HybridCompute/machines/loginAsAdmin/action'] });
      await deny('all but users', { dataActions: ['*'], notDataActions: ['*/machines/login/action'] });
      await deny('everything', { dataActions: ['*'] });

      const denials = await assignments.denials(HERE);

      expect(denials.map((denial) => [denial.name, denial.roles])).toEqual([
        ['administrators', ['administrator']],
        ['all but users', ['administrator']],
        ['everything', ['administrator', 'user']],
      ]);
    });

    it('reads a deny assignment that says the least, and nothing when one says less', async () => {
      const { assignments, fault } = await fresh();
      const properties = { scope: '/', permissions: [{ dataActions: ['*'] }], principals: [{ id: guid(1) }] };
      const least = { id: '/providers/Microsoft.Authorization/denyAssignments/d', name: 'd', properties };
      await fault({ status: 200, body: { value: [least] } });
      const { principals: _principals, ...less } = properties;
      await fault({ status: 200, body: { value: [{ ...least, properties: less }] } });

      expect(await assignments.denials(HERE)).toMatchObject([
        { name: 'd', scope: '/', excludedPrincipalIds: [], notBelow: false },
      ]);
      await expect(assignments.denials(HERE)).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
    });
  });
}

function textAt(body: unknown, key: string): string {
  const value =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([name]) => name === key)?.[1] : 0;
  if (typeof value !== 'string') throw new Error(`no ${key} in ${JSON.stringify(body)}`);
  return value;
}

function endIn(body: unknown): number {
  return Date.parse(textAt(body, 'endDateTime'));
}
