import { describe, expect, it } from 'vitest';
import { Failure } from '../../errors.ts';
import { notCreated, notRemoved } from './writeOutcomes.ts';

describe('outcomes of writes', () => {
  it('are none for an error that is not of the pipeline', () => {
    const error = new TypeError('a mistake of ours');

    expect(() => notCreated(error)).toThrow(error);
    expect(() => notRemoved(error)).toThrow(error);
  });

  it('go by the code, whatever status Azure sends it with', () => {
    const full = new Failure('conflict', 'RoleAssignmentLimitExceeded', 'No more role assignments can be created.');

    expect(notCreated(full)).toMatchObject({ kind: 'limitExceeded' });
  });

  it('name the assignment that is there already as its id is written', () => {
    const message =
      'HTTP 409: The role assignment already exists. The ID of the existing role assignment is 0123456789ABCDEF0123456789ABCDEF.';

    expect(notCreated(new Failure('conflict', 'RoleAssignmentExists', message))).toEqual({
      kind: 'exists',
      name: '01234567-89ab-cdef-0123-456789abcdef',
    });
  });
});
