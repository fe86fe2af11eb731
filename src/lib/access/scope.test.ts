import { describe, expect, it } from 'vitest';
import { parseScope, scopeId } from './scope.ts';

const ID = 'abcdef01-1111-4111-8111-111111111111';
const MACHINE = `/subscriptions/${ID}/resourceGroups/Rg.Web/providers/Microsoft.HybridCompute/machines/Web-1`;

function scopeOf(text: string) {
  const read = parseScope(text);
  if (!read.ok) throw new Error(read.message);
  return read.scope;
}

describe('parseScope', () => {
  it.each([
    [
      '/providers/Microsoft.Management/managementGroups/Prod_(1).x',
      { kind: 'managementGroup', managementGroup: 'Prod_(1).x' },
    ],
    [`/subscriptions/${ID}`, { kind: 'subscription', subscriptionId: ID }],
    [
      `/subscriptions/${ID}/resourceGroups/Rg.Web`,
      { kind: 'resourceGroup', subscriptionId: ID, resourceGroup: 'Rg.Web' },
    ],
    [MACHINE, { kind: 'machine', machine: { subscriptionId: ID, resourceGroup: 'Rg.Web', name: 'Web-1' } }],
  ])('reads %s', (text, expected) => {
    const scope = scopeOf(text);

    expect(scope).toEqual({ ...expected, key: text.toLowerCase() });
    expect(scopeId(scope)).toBe(text);
  });

  it.each([
    '/providers/Microsoft.Management/managementGroups/prod',
    `/subscriptions/${ID}`,
    `/subscriptions/${ID}/resourceGroups/rg-web`,
    MACHINE,
  ])('takes %s in any case, and knows it again', (text) => {
    expect(scopeOf(text.toUpperCase()).key).toBe(scopeOf(text.toLowerCase()).key);
  });

  it('tells two scopes apart', () => {
    expect(scopeOf(MACHINE).key).not.toBe(scopeOf(`/subscriptions/${ID}`).key);
  });

  it.each([
    ['', 'is the root of the tenant, where no role is given', 'Name a management group instead.'],
    ['/', 'is the root of the tenant, where no role is given', 'Name a management group instead.'],
    [
      `subscriptions/${ID}`,
      'does not begin with a slash',
      expect.stringContaining('/subscriptions/ID/resourceGroups/NAME'),
    ],
    [`/subscriptions/${ID}/`, 'ends with a slash', 'Take the slash at the end away.'],
    [
      '/subscriptions/production',
      'names no subscription: its id is not a GUID',
      'Write the id of the subscription, not its name.',
    ],
    [
      '/subscriptions/production/resourceGroups/rg',
      'names no subscription: its id is not a GUID',
      'Write the id of the subscription, not its name.',
    ],
    [
      `/subscriptions/${ID}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm`,
      'names an Azure virtual machine, not an Arc machine',
      'Name a machine of Microsoft.HybridCompute, or a scope above it.',
    ],
    ...[
      `/subscriptions/${ID}/resourceGroups/rg.`,
      `/subscriptions/${ID}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a`,
      `${MACHINE}/extensions/AADLogin`,
      '/providers/Microsoft.Management/managementGroups/a b',
      `/providers/Microsoft.Management/managementGroups/${'a'.repeat(91)}`,
      '/providers/Microsoft.Management/managementGroups/.',
      '/providers/Microsoft.Management/managementGroups/..',
      '/providers/Microsoft.Management/managementGroups/...',
    ].map((text) => [
      text,
      'is no scope where a sign-in role can be given',
      expect.stringContaining('/providers/Microsoft.Management/managementGroups/NAME'),
    ]),
  ])('says what is wrong with %j', (text, message, fix) => {
    expect(parseScope(text)).toEqual({ ok: false, message, fix });
  });
});
