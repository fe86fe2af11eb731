import { describe, expect, it } from 'vitest';
import { aMachine, anExtension } from '../../../test/builders/machine.ts';
import { entraSignIn } from './machine.ts';

describe('of several Entra sign-in extensions', () => {
  const failed = anExtension({ name: 'failed', provisioningState: 'Failed' });
  const canceled = anExtension({ name: 'canceled', provisioningState: 'Canceled' });
  const creating = anExtension({ name: 'creating', provisioningState: 'Creating' });
  const without = anExtension({ name: 'without', hasMdmId: false });
  const good = anExtension({ name: 'good' });
  const other = anExtension({ name: 'other', type: 'AADSSHLoginForLinux' });

  it.each([
    ['one that works counts, and not one that failed before it', [failed, good], 'good'],
    ['one that works counts, whatever is done to the other', [creating, good], 'good'],
    ['one that is being worked on counts more than one without mdmId', [without, creating], 'creating'],
    ['one without mdmId counts more than one that failed', [canceled, without], 'without'],
    ['of equals the first counts', [canceled, failed], 'canceled'],
    ['others do not count', [other], undefined],
  ])('%s', (_what, extensions, expected) => {
    expect(entraSignIn(aMachine({ extensions }))?.name).toBe(expected);
  });
});
