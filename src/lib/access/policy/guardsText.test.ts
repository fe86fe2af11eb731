import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGuards } from '../../../../test/builders/guards.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import { parseGuards, printGuards } from './guardsText.ts';

describe('the text of guards', () => {
  it('names every default', () => {
    expect(printGuards(DEFAULT_GUARDS)).toBe(
      'maxRemovals=2, maxRemovalPercent=10, maxRemovalsTotal=20, maxNewAdministrators=5, maxNewAdministratorsPercent=20, maxNewUsers=100, maxNewUsersPercent=50, maxDenied=5, minAdministrators=1, requireRoleAssignable=groupMode',
    );
  });

  it('reads back as what it was printed from', () => {
    fc.assert(
      fc.property(anyGuards, (guards) => {
        expect(parseGuards(printGuards(guards))).toEqual({ ok: true, guards });
      }),
    );
  });

  it.each([
    ['', {}],
    [' , ', {}],
    ['maxRemovals=0', { maxRemovals: 0 }],
    [' maxRemovals = 007 ,, requireRoleAssignable = none,', { maxRemovals: 7, requireRoleAssignable: 'none' }],
    ['minAdministrators=1000', { minAdministrators: 1000 }],
  ])('takes %j, with the defaults for the rest', (text, said) => {
    expect(parseGuards(text)).toEqual({ ok: true, guards: { ...DEFAULT_GUARDS, ...said } });
  });

  it.each([
    [
      'maxRemovals',
      'maxRemovals',
      '"maxRemovals" is not a whole number from 0 to 100000',
      'Write maxRemovals=N, with N a whole number from 0 to 100000.',
    ],
    [
      'maxRemovals=-1',
      'maxRemovals',
      '"maxRemovals" is not a whole number from 0 to 100000',
      'Write maxRemovals=N, with N a whole number from 0 to 100000.',
    ],
    [
      'maxRemovals=1=2',
      'maxRemovals',
      '"maxRemovals" is not a whole number from 0 to 100000',
      'Write maxRemovals=N, with N a whole number from 0 to 100000.',
    ],
    [
      'maxRemovals=1000000',
      'maxRemovals',
      '"maxRemovals" is not a whole number from 0 to 100000',
      'Write maxRemovals=N, with N a whole number from 0 to 100000.',
    ],
    [
      'maxRemovalPercent=101',
      'maxRemovalPercent',
      '"maxRemovalPercent" is not a whole number from 0 to 100',
      'Write maxRemovalPercent=N, with N a whole number from 0 to 100.',
    ],
    [
      'requireRoleAssignable=yes',
      'requireRoleAssignable',
      '"requireRoleAssignable" is none of none, groupMode, all',
      'Write requireRoleAssignable=none, requireRoleAssignable=groupMode or requireRoleAssignable=all.',
    ],
    ['maxDenied=1, maxDenied=2', 'maxDenied', '"maxDenied" is given twice', 'Keep one of them.'],
    ['maxremovals=1', 'maxremovals', '"maxremovals" is not the name of a guard', 'Write maxRemovals if that is meant.'],
    [
      'constructor=1',
      'constructor',
      '"constructor" is not the name of a guard',
      `Write one of ${Object.keys(DEFAULT_GUARDS).join(', ')}.`,
    ],
    ['=1', '', '"" is not the name of a guard', `Write one of ${Object.keys(DEFAULT_GUARDS).join(', ')}.`],
  ])('refuses %s and says how to mend it', (text, key, message, fix) => {
    expect(parseGuards(text)).toEqual({ ok: false, problems: [{ key, message, fix }] });
  });

  it('tells every problem at once', () => {
    expect(parseGuards('maxRemovals=x, nothing, maxDenied=1, minAdministrators=-1')).toMatchObject({
      problems: [{ key: 'maxRemovals' }, { key: 'nothing' }, { key: 'minAdministrators' }],
    });
  });
});
