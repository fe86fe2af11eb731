import { describe, expect, it } from 'vitest';
import { aMachineId } from '../../../test/builders/machine.ts';
import { inOrder, kinOf, namesOf, saidOf } from './kin.ts';
import type { Claim } from './vmIds.ts';

const ALONE = { twins: [], more: false };

/** Machines that came in this order; those in parentheses are gone. */
function line(...names: string[]): readonly Claim[] {
  const claims = names.map((name, since) => {
    const gone = name.startsWith('(');
    return { id: aMachineId(gone ? name.slice(1, -1) : name), since, gone, shows: '' };
  });
  return inOrder(claims.toReversed());
}

const ids = (...names: string[]) => names.map((name) => aMachineId(name));

describe('a machine', () => {
  it('alone with its vmId has no kin', () => {
    expect(kinOf(aMachineId('a'), line('a'))).toEqual(ALONE);
  });

  it('beside others has them for twins, in the order in which they came', () => {
    expect(kinOf(aMachineId('b'), line('a', 'b', 'c'))).toEqual({ twins: ids('a', 'c'), more: false });
  });

  it('beside many names the first three', () => {
    expect(kinOf(aMachineId('e'), line('a', 'b', 'c', 'd', 'e'))).toEqual({ twins: ids('a', 'b', 'c'), more: true });
  });

  it('after one that is gone was moved from there', () => {
    expect(kinOf(aMachineId('b'), line('(a)', 'b'))).toEqual({ ...ALONE, movedFrom: aMachineId('a') });
  });

  it('that was moved twice came from the last place, and both places know where it is', () => {
    const moves = line('(a)', '(b)', 'c');

    expect(kinOf(aMachineId('c'), moves)).toEqual({ ...ALONE, movedFrom: aMachineId('b') });
    expect(kinOf(aMachineId('a'), moves)).toEqual({ ...ALONE, movedTo: aMachineId('c') });
    expect(kinOf(aMachineId('b'), moves)).toEqual({ ...ALONE, movedTo: aMachineId('c') });
  });

  it('whose later copy is gone was there all the time, and the copy went nowhere', () => {
    expect(kinOf(aMachineId('a'), line('a', '(b)'))).toEqual(ALONE);
    expect(kinOf(aMachineId('b'), line('a', '(b)'))).toEqual(ALONE);
  });

  it('that is gone went to the first that came after it, and only that one was moved', () => {
    const copies = line('(a)', 'b', 'c');

    expect(kinOf(aMachineId('a'), copies)).toEqual({ ...ALONE, movedTo: aMachineId('b') });
    expect(kinOf(aMachineId('b'), copies)).toEqual({ twins: ids('c'), more: false, movedFrom: aMachineId('a') });
    expect(kinOf(aMachineId('c'), copies)).toEqual({ twins: ids('b'), more: false });
  });

  it('that came at the same moment as another has one order with it, whoever asks', () => {
    const claim = (name: string) => ({ id: aMachineId(name), since: 1, gone: false, shows: '' });

    expect(inOrder([claim('b'), claim('a')])).toEqual(inOrder([claim('a'), claim('b')]));
  });
});

describe('what is said', () => {
  it('is the same of the same machines, however their ids are written', () => {
    const twin = { ...ALONE, twins: [aMachineId('SRV-2', 'RG-Web')] };

    expect(saidOf(twin)).toBe(saidOf({ ...ALONE, twins: ids('srv-2') }));
  });

  it('differs with every part', () => {
    const kins = [
      ALONE,
      { ...ALONE, more: true },
      { ...ALONE, twins: ids('a') },
      { ...ALONE, twins: ids('b') },
      { ...ALONE, movedFrom: aMachineId('a') },
      { ...ALONE, movedTo: aMachineId('a') },
    ];

    expect(new Set(kins.map(saidOf)).size).toBe(kins.length);
  });

  it('names the machines by their full ids, and that there are others', () => {
    expect(namesOf({ twins: ids('a', 'b'), more: true })).toMatch(/machines\/a and .*machines\/b and others$/);
  });
});
