import { describe, expect, it } from 'vitest';
import { SUB } from '../../../../test/builders/accessWorld.ts';
import type { LoginRole } from '../role.ts';
import { newKeepers } from './keepers.ts';

describe('groups that keep a role at a scope', () => {
  const keepers = newKeepers();
  const group = (principalId: string, role: LoginRole) =>
    keepers.keep({ scope: SUB, role, principalId, principalType: 'Group', binding: 'staff' });
  group('users', 'user');
  group('admins', 'administrator');

  it('keep that of a user by either role, and that of an administrator by nothing less', () => {
    expect([...keepers.groupsAt(SUB, 'user')].toSorted()).toEqual(['admins', 'users']);
    expect(keepers.groupsAt(SUB, 'administrator')).toEqual(['admins']);
  });

  it('keep nothing elsewhere', () => {
    expect(keepers.groupsAt(`${SUB}/resourceGroups/web`, 'user')).toEqual([]);
  });
});
