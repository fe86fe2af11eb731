import { describe, expect, it } from 'vitest';
import { type AccessWorld, machineId, PROD, planFor, SUB } from '../../../../test/builders/accessWorld.ts';
import { aDenial, aDenialOf } from '../../../../test/builders/denial.ts';
import type { ListedById } from './listed.ts';

const listed: ListedById = new Map([
  ['ops', { kind: 'group', name: 'sg-ops' }],
  ['eve', { kind: 'user', name: 'eve@contoso.com' }],
]);

const warningsIn = async (world: AccessWorld) => (await planFor(world, { listed })).warnings;

describe('a deny assignment', () => {
  const asAdministrator = 'signing in as administrators, whatever role they have; as users they still can';

  it.each<[string, Parameters<typeof aDenial>[0], string]>([
    ['everybody', { excludedPrincipalIds: [] }, 'everybody from signing in, whatever role they have'],
    ['a person', aDenialOf('eve'), 'eve@contoso.com (eve) from signing in, whatever role they have'],
    ['a group', aDenialOf('ops'), 'the members of sg-ops (ops) from signing in, whatever role they have'],
    ['three', aDenialOf('ann', 'bob', 'cyd'), 'ann, bob and cyd from signing in, whatever role they have'],
    ['many', aDenialOf('a', 'b', 'c', 'd', 'e'), 'a, b, c and 2 more from signing in, whatever role they have'],
    [
      'a group but for one of it',
      { ...aDenialOf('ops'), excludedPrincipalIds: ['eve'] },
      'the members of sg-ops (ops) but eve@contoso.com (eve) from signing in, whatever role they have',
    ],
    ['administrators', { ...aDenialOf('ann'), roles: ['administrator'] }, `ann from ${asAdministrator}`],
    [
      'at a machine',
      { ...aDenialOf('ann'), scope: machineId('web'), notBelow: true },
      'ann from signing in, whatever role they have',
    ],
  ])('of %s says whom it keeps from what', async (_what, parts, expected) => {
    const found = await warningsIn({ alsoRead: [SUB], denials: [aDenial(parts)] });

    expect(found.map(({ message }) => message.replace(/.* keeps (.*)\.$/, '$1'))).toEqual([expected]);
  });

  it.each<[string, Parameters<typeof aDenial>[0]]>([
    ['above all machines that is not handed down', { notBelow: true }],
    ['of nobody', aDenialOf()],
  ])('%s is not worth a warning', async (_what, parts) => {
    expect(await warningsIn({ alsoRead: [SUB], denials: [aDenial(parts)] })).toEqual([]);
  });

  it('is told once, whichever places show it', async () => {
    const found = await warningsIn({
      alsoRead: [SUB, PROD],
      denials: [aDenialOf('bob'), { ...aDenialOf('ann'), id: 'd0' }],
    });

    expect(found.map(({ message }) => message.replace(/.* keeps (.*) from .*/, '$1'))).toEqual(['ann', 'bob']);
  });
});
