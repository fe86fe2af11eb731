import { describe, expect, expectTypeOf, it } from 'vitest';
import { isProblemCode, PROBLEMS, type Problem, problem, problemSchema } from './problem.ts';

describe('problem', () => {
  it('is a problem document with a stable code', () => {
    expect(problem('unknown-machine', 'There is no machine web-01.')).toEqual({
      type: 'urn:problem-type:arc-entra-signin:unknown-machine',
      title: 'No machine has this id or name',
      status: 404,
      detail: 'There is no machine web-01.',
      code: 'unknown-machine',
    });
  });

  it('carries what helps the caller', () => {
    const errors = [{ field: 'limit', message: 'is not a number' }];

    expect(problem('bad-request', 'Wrong.', { errors })).toMatchObject({ status: 400, errors });
    expect(problem('ambiguous-machine', 'Two.', { candidates: ['a', 'b'] }).candidates).toEqual(['a', 'b']);
  });

  it('keeps its code in its type', () => {
    expectTypeOf(problem('conflict', '')).toEqualTypeOf<Problem<'conflict'>>();
    expectTypeOf<Problem<'conflict'>>().toExtend<Problem>();
    expectTypeOf<Problem>().not.toExtend<Problem<'conflict'>>();
  });

  it.each([
    ['bad-request', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['unknown-machine', 404],
    ['no-plan', 404],
    ['conflict', 409],
    ['ambiguous-machine', 409],
    ['body-too-large', 413],
    ['unsupported-media-type', 415],
    ['throttled', 429],
    ['internal', 500],
    ['upstream', 502],
    ['not-ready', 503],
  ] as const)('%s is %i', (code, status) => {
    const made = problem(code, 'Because.');

    expect(made.status).toBe(status);
    expect(problemSchema.parse(made)).toEqual(made);
  });
});

describe('isProblemCode', () => {
  it('knows the closed list, and nothing that objects inherit', () => {
    expect(Object.keys(PROBLEMS).every(isProblemCode)).toBe(true);
    expect(['toString', 'NotFound', ''].some(isProblemCode)).toBe(false);
  });
});
