import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../ownership.ts';
import { parseWorkItem, workItem } from './workItem.ts';

const ANN = '0b4c6a3e-7d8f-4f6a-9a55-0d4e2f6f1a01';
const GRANT: Grant = { scope: '/subscriptions/s/resourceGroups/Web', role: 'user', principalId: ANN };
const ITEM = workItem(GRANT);

const grants: fc.Arbitrary<Grant> = fc.record(
  {
    scope: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
    role: fc.constantFrom('administrator', 'user'),
    principalId: fc.uuid(),
  },
  { noNullPrototype: true },
);

describe('the message of a change', () => {
  it('stays what it is: messages on queues outlive a deployment', () => {
    expect(ITEM).toStrictEqual({ version: 1, scope: GRANT.scope, role: 'user', principal: ANN });
  });

  it('names what it was made of, whatever that is', () => {
    fc.assert(
      fc.property(grants, (grant) => {
        expect(parseWorkItem(JSON.parse(JSON.stringify(workItem(grant))))).toStrictEqual(grant);
      }),
    );
  });

  it('says nothing of what is to be done, though its maker knows', () => {
    const change = { ...GRANT, action: 'remove', reason: 'deny', binding: 'staff' };

    expect(workItem(change)).toStrictEqual(ITEM);
  });

  it('has the id of whom it is about in lower case, and the scope as it was', () => {
    expect(parseWorkItem({ ...ITEM, principal: ANN.toUpperCase() })).toStrictEqual(GRANT);
  });

  it('has a scope of up to 2,048 characters', () => {
    const scope = `/${'x'.repeat(2047)}`;

    expect(parseWorkItem({ ...ITEM, scope })).toStrictEqual({ ...GRANT, scope });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', JSON.stringify(ITEM)],
    ['a list', [ITEM]],
    ['no version', { ...ITEM, version: undefined }],
    ['another version', { ...ITEM, version: 2 }],
    ['a version in words', { ...ITEM, version: '1' }],
    ['what is to be done', { ...ITEM, action: 'remove' }],
    ['why it is to be done', { ...ITEM, reason: 'deny' }],
    ['the name of an assignment', { ...ITEM, assignment: ANN }],
    ['no scope', { ...ITEM, scope: undefined }],
    ['an empty scope', { ...ITEM, scope: '' }],
    ['a scope that is too long', { ...ITEM, scope: `/${'x'.repeat(2048)}` }],
    ['a scope that is no text', { ...ITEM, scope: ['/'] }],
    ['an unknown role', { ...ITEM, role: 'owner' }],
    ['the id of a role', { ...ITEM, role: '1c0163c0-47e6-4577-8991-ea5c82e286e4' }],
    ['no principal', { ...ITEM, principal: undefined }],
    ['a principal that is no GUID', { ...ITEM, principal: 'ann@contoso.com' }],
    ['a GUID in braces', { ...ITEM, principal: `{${ANN}}` }],
    ['more than a GUID', { ...ITEM, principal: `${ANN}\n` }],
  ])('is none of ours with %s', (_what, message) => {
    expect(parseWorkItem(message)).toBeUndefined();
  });
});
