import { describe, expect, it } from 'vitest';
import type { RemoveOutcome, WriteOutcome } from '../assignmentWriter.ts';
import type { Change } from '../plan/change.ts';
import { write } from './write.ts';

const SELF = { installationId: 'i', formerInstallationIds: [], appId: 'a' };
const SAID = { code: 'AuthorizationFailed', message: 'The client has no authorization.' };

const CHANGE: Change = {
  action: 'add',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: 'p',
  principalType: 'User',
  binding: 'b',
  reason: 'member',
};

const call = { name: 'n', self: SELF, options: { correlationId: 'c' } };

const creating = (outcome: WriteOutcome) =>
  write(CHANGE, call, { create: async () => outcome, remove: () => Promise.reject(new Error('Not asked for.')) });

const removing = (outcome: RemoveOutcome) =>
  write({ ...CHANGE, action: 'remove' }, call, {
    create: () => Promise.reject(new Error('Not asked for.')),
    remove: async () => outcome,
  });

describe('what Azure answers to an addition', () => {
  it.each<[WriteOutcome, object]>([
    [{ kind: 'created' }, { kind: 'done', code: 'Created' }],
    [
      { kind: 'exists', name: 'other' },
      { kind: 'done', code: 'AlreadyThere' },
    ],
    [
      { kind: 'principalNotFound', ...SAID },
      { kind: 'later', code: 'PrincipalNotFound' },
    ],
    [
      { kind: 'busy', ...SAID },
      { kind: 'later', code: 'Busy' },
    ],
    [
      { kind: 'limitExceeded', ...SAID },
      { kind: 'failed', code: 'LimitExceeded' },
    ],
    [
      { kind: 'updateNotPermitted', ...SAID },
      { kind: 'failed', code: 'UpdateNotPermitted' },
    ],
    [
      { kind: 'unmatchedPrincipalType', ...SAID },
      { kind: 'failed', code: 'UnmatchedPrincipalType' },
    ],
    [{ kind: 'absent' }, { kind: 'failed', code: 'ScopeAbsent' }],
    [
      { kind: 'denied', ...SAID },
      { kind: 'failed', code: 'Denied', message: expect.stringContaining('infra/') },
    ],
    [
      { kind: 'refused', ...SAID },
      { kind: 'failed', code: 'Refused', message: expect.stringContaining(SAID.message) },
    ],
  ])('$kind', async (outcome, written) => {
    expect(await creating(outcome)).toMatchObject(written);
  });

  it('is asked with the type, the marker and the name that follows from the grant', async () => {
    const asked: unknown[] = [];

    await write(CHANGE, call, {
      create: async (...all) => {
        asked.push(...all);
        return { kind: 'created' };
      },
      remove: () => Promise.reject(new Error('Not asked for.')),
    });

    const description = 'arc-entra-signin installation=i app=a';
    expect(asked).toEqual([CHANGE, { name: 'n', principalType: 'User', description }, { correlationId: 'c' }]);
  });
});

describe('what Azure answers to a removal', () => {
  it.each<[RemoveOutcome, object]>([
    [{ kind: 'removed' }, { kind: 'done', code: 'Removed', message: expect.stringContaining('10 minutes') }],
    [{ kind: 'wasAbsent' }, { kind: 'done', code: 'WasAbsent' }],
    [
      { kind: 'busy', ...SAID },
      { kind: 'later', code: 'Busy' },
    ],
    [
      { kind: 'denied', ...SAID },
      { kind: 'failed', code: 'Denied' },
    ],
    [
      { kind: 'refused', ...SAID },
      { kind: 'failed', code: 'Refused' },
    ],
  ])('$kind', async (outcome, written) => {
    expect(await removing(outcome)).toMatchObject(written);
  });
});
