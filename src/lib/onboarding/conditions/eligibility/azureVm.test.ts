import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { aMachine } from '../../../../../test/builders/machine.ts';
import { notInCluster, notOnAzure } from './azureVm.ts';

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

describe('the machine must not be a node of an Azure Local cluster', () => {
  it('is told, with the tag by which it is left alone', () => {
    const settings = { excludeTag: { name: 'Leave', value: 'alone' } };

    expect(notInCluster(evidence({ machine: { clusterNode: true }, settings }))).toEqual({
      status: 'False',
      reason: 'ClusterNode',
      fix: expect.stringContaining('set the tag Leave=alone; for supported systems see https://'),
    });
  });

  it('is taken for none when nothing tells', () => {
    expect(notInCluster(evidence())).toBeUndefined();
  });
});
