import { describe, expect, it } from 'vitest';
import type { DenialCause, RemoveOutcome, WriteOutcome, WriteRefusal } from '../assignmentWriter.ts';
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
    [{ kind: 'wasThere' }, { kind: 'done', code: 'AlreadyThere' }],
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
      { kind: 'denied', because: 'permission', ...SAID },
      { kind: 'failed', code: 'Denied', message: expect.stringContaining(SAID.message) },
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
      { kind: 'denied', because: 'permission', ...SAID },
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

describe('the way out of a denial', () => {
  const denied = (because: DenialCause, message = 'No.') => ({ kind: 'denied', because, code: 'C', message }) as const;

  it('follows the text of Azure, which may end without a full stop', async () => {
    const other = 'See to what the text names: a policy, a denial, or the identity of this app.';

    expect((await creating(denied('other', 'It is not allowed'))).message).toBe(
      `Azure refused it (C): It is not allowed. ${other}`,
    );
    expect((await creating(denied('other', 'It is not allowed.'))).message).toBe(
      `Azure refused it (C): It is not allowed. ${other}`,
    );
  });

  it.each<[string, (outcome: WriteRefusal) => ReturnType<typeof creating>, DenialCause, RegExp]>([
    [
      'permission to give',
      creating,
      'permission',
      /lacks Microsoft\.Authorization\/roleAssignments\/write at \/subscriptions\/s:/,
    ],
    [
      'permission to take away',
      removing,
      'permission',
      /lacks Microsoft\.Authorization\/roleAssignments\/delete at \/subscriptions\/s:/,
    ],
    [
      'a condition',
      creating,
      'condition',
      /condition of this app's own role assignment .* Virtual Machine User Login for a User .*Access control \(IAM\).*https:\/\/learn\.microsoft\.com/,
    ],
    [
      'a lock, which keeps from giving',
      creating,
      'lock',
      /A ReadOnly lock at \/subscriptions\/s or .*no role is missing.*lock-resources/,
    ],
    [
      'a lock, which keeps from taking away',
      removing,
      'lock',
      /A CanNotDelete or ReadOnly lock at \/subscriptions\/s or /,
    ],
  ])('goes by its cause: %s', async (_what, writing, because, advice) => {
    const { message } = await writing(denied(because));

    expect(message).toMatch(advice);
    expect(message).not.toContain('infra/');
  });

  it('names a role only where one is missing', async () => {
    expect((await removing(denied('lock'))).message).not.toContain('roleAssignments/');
  });
});
