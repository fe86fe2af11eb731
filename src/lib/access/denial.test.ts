import { describe, expect, it } from 'vitest';
import type { Denial } from './assignment.ts';
import { denialOf, type Entry } from './denial.ts';

const GROUP = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/web';
const MACHINE = `${GROUP}/providers/Microsoft.HybridCompute/machines/web-01`;

const denial = (more: Partial<Denial>): Denial => ({
  id: 'd',
  name: 'locked',
  scope: GROUP,
  principalIds: [],
  excludedPrincipalIds: [],
  everyone: true,
  notBelow: false,
  roles: ['administrator', 'user'],
  ...more,
});
const entry: Entry = { scope: MACHINE, role: 'user', principals: ['ada', 'sg-web'] };

describe('a deny assignment', () => {
  it.each<[string, Partial<Denial>, boolean]>([
    ['everybody, above the machine', {}, true],
    ['everybody, at the machine in another case', { scope: MACHINE.toUpperCase() }, true],
    ['everybody, at another machine', { scope: `${MACHINE}2` }, false],
    ['everybody, above, but not below its scope', { notBelow: true }, false],
    ['everybody, exactly there', { notBelow: true, scope: MACHINE }, true],
    ['everybody but this person', { excludedPrincipalIds: ['ada'] }, false],
    ['everybody but the group they come through', { excludedPrincipalIds: ['sg-web'] }, false],
    ['this person', { everyone: false, principalIds: ['ada'] }, true],
    ['the group they come through', { everyone: false, principalIds: ['sg-web'] }, true],
    ['somebody else', { everyone: false, principalIds: ['ben'] }, false],
    ['administrators only', { roles: ['administrator'] }, false],
  ])('that denies %s', (_whom, more, keepsOut) => {
    expect(denialOf(entry, [denial(more)]) !== undefined).toBe(keepsOut);
  });

  it('is found among others', () => {
    expect(denialOf(entry, [denial({ everyone: false }), denial({ id: 'second' })])).toMatchObject({ id: 'second' });
    expect(denialOf(entry, [])).toBeUndefined();
  });
});
