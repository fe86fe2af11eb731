import { describe, expect, it } from 'vitest';
import { SUBSCRIPTION } from '../../test/builders/machine.ts';
import { placeKey, reaches, scopeKey } from './access/assignment.ts';
import { assignmentName } from './access/ownership.ts';
import { parseScope } from './access/scope.ts';
import { foldCase } from './foldCase.ts';
import { matchesGlob } from './glob.ts';
import { machineKey, parseMachineId, sameMachine } from './onboarding/machineId.ts';
import { hasTag } from './tags.ts';

/** U+212A looks like a K, and `toLowerCase` makes a k of it. */
const KELVIN = '\u212a';
const THEIRS = `rg-${KELVIN}iosk`;
const OURS = 'rg-kiosk';

const groupScope = (name: string) => `/subscriptions/${SUBSCRIPTION}/resourceGroups/${name}`;
const inGroup = (name: string) => ({ subscriptionId: SUBSCRIPTION, resourceGroup: name, name: 'web-1' });
const keyOf = (scope: string) => {
  const read = parseScope(scope);
  return read.ok ? read.scope.key : 'none';
};
const machineIn = (name: string) =>
  parseMachineId(`${groupScope(name)}/providers/Microsoft.HybridCompute/machines/web-1`) ?? inGroup('none');

describe('letters without case', () => {
  it.each([
    ['Web-1', 'web-1'],
    ['', ''],
    [`K${KELVIN}k`, `k${KELVIN}k`],
    ['BÜRO-K', 'bÜro-k'],
    ['İ', 'İ'],
  ])('%s is %s', (text, folded) => {
    expect(foldCase(text)).toBe(folded);
  });
});

describe('two names that only Unicode takes for one', () => {
  it.each<[string, (name: string) => unknown]>([
    ['a scope', (name) => scopeKey(groupScope(name))],
    ['a scope of the policy', (name) => keyOf(groupScope(name))],
    ['a machine', (name) => machineKey(machineIn(name))],
    ['a place', (name) => placeKey({ kind: 'managementGroup', name })],
    [
      'the name of an assignment',
      (name) => assignmentName('i', { scope: groupScope(name), role: 'user', principalId: 'ann' }),
    ],
  ])('%s is another one', (_what, keyFor) => {
    expect(keyFor(THEIRS)).not.toBe(keyFor(OURS));
    expect(keyFor(OURS.toUpperCase().replace('RESOURCEGROUPS', 'resourceGroups'))).toBe(keyFor(OURS));
  });

  it.each<[string, (theirs: string, ours: string) => boolean]>([
    ['a scope', (theirs, ours) => reaches(groupScope(theirs), groupScope(ours))],
    ['a machine', (theirs, ours) => sameMachine(machineIn(theirs), machineIn(ours))],
    ['a glob', (theirs, ours) => matchesGlob(ours, theirs)],
    ['the name of a tag', (theirs, ours) => hasTag({ [theirs]: 'yes' }, ours, 'yes')],
  ])('%s does not match the other', (_what, match) => {
    expect(match(THEIRS, OURS)).toBe(false);
    expect(match('RG-KIOSK', OURS)).toBe(true);
  });
});
