import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SUBSCRIPTION } from '../../../test/builders/machine.ts';
import { armId, machineIdOf, machineKey, parseMachineId, parseMachineResource, sameMachine } from './machineId.ts';

const at = (resourceGroup: string, name: string, subscription = SUBSCRIPTION) =>
  `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.HybridCompute/machines/${name}`;

const guid = fc.uuid().map((id) => id.toLowerCase());
const groupEnd = fc.constantFrom(...'abzABZ019_()-äß中'.split(''));
const resourceGroup = fc
  .tuple(fc.string({ unit: fc.constantFrom(...'abzABZ019_().-äß中'.split('')), maxLength: 89 }), groupEnd)
  .map(([start, end]) => start + end);
const name = fc
  .string({ unit: fc.constantFrom(...'abzABZ019-_.'.split('')), minLength: 1, maxLength: 54 })
  .filter((text) => !/^\.+$/.test(text));
const machineId = fc.record({ subscriptionId: guid, resourceGroup, name });

describe('parseMachineId', () => {
  it.each([
    ['the usual spelling', at('rg-web', 'srv-1'), 'rg-web', 'srv-1'],
    ['lower case, as events have it', at('RG', 'Srv').toLowerCase(), 'rg', 'srv'],
    ['upper case', at('RG', 'SRV').toUpperCase(), 'RG', 'SRV'],
    ['every sign that a resource group may hold', at('a-._()b', 'x'), 'a-._()b', 'x'],
    ['letters that are not ASCII in a resource group', at('größe中', 'x'), 'größe中', 'x'],
    ['a name that begins with a dot', at('rg', '.x'), 'rg', '.x'],
    ['the longest parts', at('r'.repeat(90), 'n'.repeat(54)), 'r'.repeat(90), 'n'.repeat(54)],
  ])('reads %s', (_sentence, text, group, machine) => {
    const id = parseMachineId(text);

    expect(id).toEqual({ subscriptionId: SUBSCRIPTION, resourceGroup: group, name: machine });
  });

  it.each([
    ['an empty text', ''],
    ['a resource group', `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`],
    ['another kind of resource', at('rg', 'x').replace('HybridCompute/machines', 'Compute/virtualMachines')],
    ['what lies below a machine', `${at('rg', 'x')}/extensions/AADLogin`],
    ['a slash at the end', `${at('rg', 'x')}/`],
    ['something in front', `x${at('rg', 'x')}`],
    ['a subscription that is no GUID', at('rg', 'x', 'sub-1')],
    ['a resource group that ends with a dot', at('rg.', 'x')],
    ['a resource group of dots', at('..', 'x')],
    ['a resource group that is too long', at('r'.repeat(91), 'x')],
    ['a name that is too long', at('rg', 'n'.repeat(55))],
    ['a name of dots', at('rg', '..')],
    ['a name that is percent-encoded', at('rg', 'a%2fb')],
    ['a name with a letter that is not ASCII', at('rg', 'ä')],
    ['a question mark', at('rg', 'x?y')],
    ['a line feed at the end', `${at('rg', 'x')}\n`],
    ['an empty part', at('', 'x')],
  ])('does not read %s', (_sentence, text) => {
    expect(parseMachineId(text)).toBeUndefined();
  });

  it('gives back every machine whose id it is given', () => {
    fc.assert(
      fc.property(machineId, (id) => {
        expect(parseMachineId(armId(id))).toEqual(id);
      }),
    );
  });

  it('never lets a slash, a percent sign, a backslash or a control character into a part', () => {
    const odd = fc.constantFrom(
      '/',
      '\\',
      '%',
      '#',
      '?',
      '\0',
      '\n',
      '\r',
      '\u001f',
      '\u007f',
      '\u0085',
      '\u2028',
      ' ',
    );
    const part = fc.string({ unit: groupEnd, maxLength: 5 });
    const broken = fc.tuple(part, odd, part).map((parts) => parts.join(''));

    fc.assert(
      fc.property(machineId, broken, fc.constantFrom('resourceGroup', 'name'), (id, text, where) => {
        expect(parseMachineId(armId({ ...id, [where]: text }))).toBeUndefined();
        expect(machineIdOf({ ...id, [where]: text })).toBeUndefined();
      }),
    );
  });
});

describe('parseMachineResource', () => {
  it.each([
    ['the machine itself', '', ''],
    ['an extension', '/extensions/AADLogin', '/extensions/AADLogin'],
    ['something deeper', '/providers/Microsoft.Authorization/locks/l', '/providers/Microsoft.Authorization/locks/l'],
  ])('tells what follows the machine: %s', (_sentence, below, rest) => {
    const resource = parseMachineResource(at('rg', 'x') + below);

    expect(resource).toEqual({ machine: { subscriptionId: SUBSCRIPTION, resourceGroup: 'rg', name: 'x' }, rest });
  });

  it('takes no id that merely begins like a machine', () => {
    expect(parseMachineResource(at('rg', 'bad name'))).toBeUndefined();
  });
});

describe('sameMachine', () => {
  const upper = 'AAAAAAAA-1111-4111-8111-111111111111';
  const one = { subscriptionId: upper.toLowerCase(), resourceGroup: 'RG', name: 'Srv' };

  it('compares without case', () => {
    const spelled = machineIdOf({ subscriptionId: upper, resourceGroup: 'rg', name: 'SRV' });

    expect(spelled && sameMachine(one, spelled)).toBe(true);
    expect(spelled && machineKey(spelled)).toBe('rg|srv');
  });

  it.each([
    ['name', { ...one, name: 'srv-2' }],
    ['resource group', { ...one, resourceGroup: 'rg-2' }],
    ['subscription', { ...one, subscriptionId: SUBSCRIPTION }],
  ])('tells machines apart by their %s', (_part, other) => {
    expect(sameMachine(one, other)).toBe(false);
  });
});
