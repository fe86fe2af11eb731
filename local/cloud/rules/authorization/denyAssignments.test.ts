import { describe, expect, it } from 'vitest';
import { at, machinePath, virtualCloud } from '../../testing/virtualCloud.ts';
import { codeOf, guid, IN_DEMO, IN_GROUP, IN_SUBSCRIPTION, rolesIn } from '../../testing/virtualRoles.ts';

const WEB_1 = machinePath('web-1');

function cloudWithDenials(...scopes: string[]) {
  const cloud = virtualCloud();
  for (const scope of scopes) cloud.control('POST', '/denyAssignments', { scope });
  const { listed } = rolesIn(cloud);
  const scopesListed = (scope: string, filter?: string) => {
    const value = at(listed(scope, filter, 'denyAssignments').body, 'value');
    return Array.isArray(value) ? value.map((one) => at(one, 'properties', 'scope')) : [];
  };
  return { ...cloud, scopesListed };
}

describe('deny assignments', () => {
  it('come by the control route alone, and block the sign-in of everybody unless told otherwise', () => {
    const { control, call } = virtualCloud();

    const made = control('POST', '/denyAssignments', { scope: IN_GROUP });
    const read = call('GET', `${String(at(made.body, 'id'))}?api-version=2022-04-01`);

    expect(made.status).toBe(200);
    expect(read.body).toEqual(made.body);
    expect(at(read.body, 'properties')).toMatchObject({
      scope: IN_GROUP,
      isSystemProtected: true,
      principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
      permissions: [{ dataActions: ['Microsoft.HybridCompute/machines/*'] }],
    });
  });

  it('are listed at a scope with those above, and with those below unless atScope() says no', () => {
    const { scopesListed } = cloudWithDenials(IN_DEMO, WEB_1, '');

    expect(scopesListed(IN_SUBSCRIPTION)).toEqual([IN_DEMO, WEB_1, '/']);
    expect(scopesListed(IN_SUBSCRIPTION, 'atScope()')).toEqual([IN_DEMO, '/']);
  });

  it('are listed by whom they are about, once', () => {
    const { control, scopesListed } = cloudWithDenials(IN_GROUP);
    control('POST', '/denyAssignments', {
      scope: WEB_1,
      principals: [{ id: guid(1) }, { id: guid(2), type: 'Group' }],
    });

    expect(scopesListed(IN_GROUP, `principalId eq '${guid(2)}'`)).toEqual([WEB_1]);
    expect(scopesListed(IN_GROUP).length).toBe(2);
  });

  it('are 404 where there is none, and their control route says what is wrong', () => {
    const { call, control } = virtualCloud();

    const path = `${IN_GROUP}/providers/Microsoft.Authorization/denyAssignments/${guid(1)}?api-version=2022-04-01`;

    expect(codeOf(call('GET', path))).toBe('404 DenyAssignmentNotFound');
    expect(codeOf(control('POST', '/denyAssignments', { scope: '/nowhere' }))).toBe('404 InvalidResourceType');
    expect(codeOf(control('POST', '/denyAssignments', { scope: '/subscriptions/x' }))).toBe('404 SubscriptionNotFound');
    expect(control('POST', '/denyAssignments', {})).toMatchObject({ body: { errors: [{ field: 'scope' }] } });
  });
});
