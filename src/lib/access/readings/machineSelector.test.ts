import { describe, expect, it } from 'vitest';
import { aSelectableMachine } from '../../../../test/builders/accessWorld.ts';
import type { MachineSelector } from '../policy/selector.ts';
import { chooses, type SelectableMachine } from './machineSelector.ts';

const tagged = (tags: Record<string, string>) => ({ tags });

describe('which machines a selector chooses', () => {
  const rows: readonly (readonly [
    what: string,
    selector: MachineSelector,
    machine: Partial<SelectableMachine>,
    chosen: boolean,
  ])[] = [
    ['a name', { name: 'web-*' }, {}, true],
    ['a name, without case', { name: 'WEB-?' }, {}, true],
    ['not another name', { name: 'db-*' }, {}, false],
    ['not a name that only begins alike', { name: 'web' }, {}, false],
    ['a resource group', { resourceGroup: 'w*' }, {}, true],
    ['not another resource group', { resourceGroup: 'db' }, {}, false],
    ['a tag, whose name has no case', { tags: { Role: 'web' } }, tagged({ role: 'web' }), true],
    ['not a tag whose value differs in case', { tags: { role: 'Web' } }, tagged({ role: 'web' }), false],
    ['not a value that is a glob: tags are no names', { tags: { role: 'w*' } }, tagged({ role: 'web' }), false],
    ['not a machine without the tag', { tags: { role: 'web' } }, {}, false],
    ['not a tag that every object has', { tags: { constructor: 'Object' } }, {}, false],
    ['all that is said', { tags: { role: 'web' }, resourceGroup: 'web', name: 'web-1' }, tagged({ role: 'web' }), true],
    [
      'not when one thing differs',
      { tags: { role: 'web' }, resourceGroup: 'web', name: 'web-2' },
      tagged({ role: 'web' }),
      false,
    ],
    ['no machine without Windows', { name: '*' }, { windows: false }, false],
    ['none that has not told what it runs', { name: '*' }, { windows: null }, false],
  ];

  it.each(rows)('%s', (_what, selector, machine, chosen) => {
    expect(chooses(selector, aSelectableMachine('web-1', machine))).toBe(chosen);
  });
});
