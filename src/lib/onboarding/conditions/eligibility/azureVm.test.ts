import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { aMachine } from '../../../../../test/builders/machine.ts';
import { notOnAzure } from './azureVm.ts';

describe('the machine must not be an Azure VM', () => {
  it.each([
    ['an Azure VM', true, { status: 'False', reason: 'AzureVm' }],
    ['any other machine', false, undefined],
  ])('%s', (_what, azureVm, expected) => {
    expect(notOnAzure(evidence({ machine: { azureVm } }))).toEqual(expected);
  });

  it('is taken for none when the agent does not tell', () => {
    const { azureVm: _none, ...machine } = aMachine();

    expect(notOnAzure({ ...evidence(), machine })).toBeUndefined();
  });
});
