import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { Failure, Throttled } from '../../errors.ts';
import { failurePolicy, toFailure } from './failure.ts';
import { type Reply, requestOf, responseOf, runPolicy } from './policyRun.fixture.ts';

const NOW = 1_800_000_000_000;
const POLICY = failurePolicy({ clock: { now: () => NOW } });
const armError = (code: string) => ({ error: { code, message: 'because' } });

function restError(reply: Reply): RestError {
  const request = requestOf({ headers: { authorization: 'Bearer secret' } });
  const response = responseOf(request, reply);
  return new RestError('from the SDK', { statusCode: response.status, request, response });
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

describe('failurePolicy', () => {
  const ANSWERS = [
    { status: 302, body: undefined, kind: 'rejected', code: 'Redirected' },
    { status: 400, body: armError('HCRP400'), kind: 'rejected', code: 'HCRP400' },
    { status: 401, body: armError('InvalidAuthenticationToken'), kind: 'denied', code: 'InvalidAuthenticationToken' },
    { status: 403, body: armError('AuthorizationFailed'), kind: 'denied', code: 'AuthorizationFailed' },
    { status: 404, body: armError('ResourceNotFound'), kind: 'notFound', code: 'ResourceNotFound' },
    { status: 404, body: undefined, kind: 'notFound', code: 'Http404' },
    { status: 405, body: undefined, kind: 'rejected', code: 'Http405' },
    { status: 408, body: undefined, kind: 'transient', code: 'Http408' },
    { status: 409, body: { code: 'HCRP409', message: 'busy' }, kind: 'conflict', code: 'HCRP409' },
    { status: 412, body: undefined, kind: 'rejected', code: 'Http412' },
    {
      status: 429,
      body: armError('SubscriptionRequestsThrottled'),
      kind: 'throttled',
      code: 'SubscriptionRequestsThrottled',
    },
    { status: 500, body: armError('InternalServerError'), kind: 'transient', code: 'InternalServerError' },
    { status: 503, body: undefined, kind: 'transient', code: 'Http503' },
  ];

  it.each(ANSWERS)('makes an answer of $status $code a failure of kind $kind', async ({ status, body, kind, code }) => {
    const { response } = runPolicy(POLICY, {}, { status, body });
    const error = await response.catch((error: unknown) => error);

    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind, code });
  });

  it.each(ANSWERS)('and an error of the SDK with $status $code the same', async ({ status, body, kind, code }) => {
    const { response } = runPolicy(POLICY, {}, restError({ status, body }));
    const error = await response.catch((error: unknown) => error);

    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind, code });
  });

  it('lets answers below 300 pass', async () => {
    const { response } = runPolicy(POLICY, {}, { status: 202 });

    expect((await response).status).toBe(202);
  });
});

describe('toFailure', () => {
  it('keeps a failure as it is', () => {
    const failure = new Throttled('RateExceeded', 'later', NOW);

    expect(toFailure(failure, NOW)).toBe(failure);
  });

  it.each([
    {
      title: 'a network error by its code',
      error: new RestError('read ECONNRESET', { code: 'ECONNRESET' }),
      kind: 'transient',
      code: 'ECONNRESET',
    },
    { title: 'a network error without one', error: new RestError('odd'), kind: 'transient', code: 'NetworkError' },
    {
      title: 'an answer that nobody can read',
      error: restError({ status: 200, body: 'x' }),
      kind: 'transient',
      code: 'MalformedAnswer',
    },
    { title: 'a caller who gave up', error: named('AbortError', 'stop'), kind: 'transient', code: 'Aborted' },
    {
      title: 'a missing token',
      error: named('CredentialUnavailableError', 'no identity'),
      kind: 'transient',
      code: 'TokenUnavailable',
    },
    { title: 'anything else', error: new TypeError('x is undefined'), kind: 'bug', code: 'Unexpected' },
    { title: 'something that is no error', error: 'oops', kind: 'bug', code: 'Unexpected' },
  ])('names $title', ({ error, kind, code }) => {
    expect(toFailure(error, NOW)).toMatchObject({ kind, code });
  });

  it('says the status, the code and the reason in one line', () => {
    const failure = toFailure(restError({ status: 403, body: armError('AuthorizationFailed') }), NOW);

    expect(failure.message).toBe('HTTP 403 AuthorizationFailed: because');
  });

  it.each([
    { title: 'as Retry-After says', headers: { 'retry-after': '42' }, slot: NOW + 42_000 },
    { title: 'ten seconds later when nothing is said', headers: {}, slot: NOW + 10_000 },
  ])('gives a throttled call that no policy caught a slot $title', ({ headers, slot }) => {
    expect(toFailure(restError({ status: 429, headers }), NOW)).toMatchObject({ slot });
  });

  it('shows nothing of the request, in no part of the failure', () => {
    const failure = toFailure(
      restError({ status: 500, body: { error: { code: 'X', message: 'see https://h/p?sig=secret, Bearer secret' } } }),
      NOW,
    );

    expect(failure).toBeInstanceOf(Failure);
    expect(failure.cause).toBeUndefined();
    expect(`${failure.stack} ${failure.message}`).not.toContain('secret');
  });
});
