import { describe, expect, it } from 'vitest';
import { identityOf, isOtherVmId } from './vmIds.ts';

describe('identityOf', () => {
  it.each([
    ['a GUID in lower case', 'B7A098CC-B0B8-46E8-A205-62F301A62A8F', 'b7a098cc-b0b8-46e8-a205-62f301a62a8f'],
    ['other words of letters and digits', 'Vm-1', 'vm-1'],
  ])('takes %s', (_what, vmId, identity) => {
    expect(identityOf(vmId)).toBe(identity);
  });

  it.each([
    ['nothing', undefined],
    ['no text', ''],
    ['all zeros', '00000000-0000-0000-0000-000000000000'],
    ['all ones', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    ['what cannot be the key of a row', 'a/b#c?d\\e'],
    ['more text than an id has', 'a'.repeat(65)],
  ])('takes %s for no identity', (_what, vmId) => {
    expect(identityOf(vmId)).toBeUndefined();
  });
});

describe('isOtherVmId', () => {
  it.each([
    ['the same', 'vm-1', 'vm-1', false],
    ['the same in another case', 'vm-1', 'VM-1', false],
    ['another', 'vm-1', 'vm-2', true],
    ['none before', undefined, 'vm-2', false],
    ['none now', 'vm-1', undefined, false],
    ['one that tells nothing', 'vm-1', '00000000-0000-0000-0000-000000000000', false],
  ])('%s', (_what, before, now, other) => {
    expect(isOtherVmId(before, now)).toBe(other);
  });
});
