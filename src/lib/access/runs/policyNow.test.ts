import { describe, expect, it } from 'vitest';
import { createMemoryPolicy } from '../../../../local/memory/policy.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { policyText } from '../../../../test/builders/runWorld.ts';
import { hours } from '../../time.ts';
import { DEFAULT_GUARDS } from '../policy/guards.ts';
import { policyNow } from './policyNow.ts';

const CONTEXT = { limits: DEFAULT_GUARDS, trustedTags: ['role'], now: NOON };
const LAST = { text: policyText([{ name: 'last' }]), etag: '"0"', versionId: 'v0', readAt: NOON - hours(3) };

const names = (found: Awaited<ReturnType<typeof policyNow>>) => found.policy?.bindings.map(({ name }) => name);

describe('the policy of a run', () => {
  it('is the one in the blob, which is remembered as the last good one', async () => {
    const source = createMemoryPolicy();
    const text = policyText([{ name: 'new' }]);
    source.answer({ kind: 'text', text, etag: '"1"', versionId: 'v1' });

    const found = await policyNow(source, LAST, CONTEXT);

    expect(names(found)).toEqual(['new']);
    expect(found).toMatchObject({
      mark: { etag: '"1"', versionId: 'v1', readAt: NOON },
      problems: [],
      good: { text, etag: '"1"', versionId: 'v1', readAt: NOON },
    });
  });

  it('tells of what is doubtful in it', async () => {
    const source = createMemoryPolicy();
    source.put(policyText([{ guards: { maxRemovals: 100 } }]));

    const { policy, warnings } = await policyNow(source, undefined, CONTEXT);

    expect(policy).toBeDefined();
    expect(warnings).toMatchObject([{ field: 'bindings[0].guards.maxRemovals' }]);
  });

  it.each<[string, (source: ReturnType<typeof createMemoryPolicy>) => void, string]>([
    ['broken', (source) => source.put('version: 1\nbindings: [{]'), ''],
    ['wrong', (source) => source.put('version: 1\nbindings: []\nbinding: []'), 'binding'],
    ['absent', (source) => source.remove(), 'no policy at ACCESS_POLICY_URL'],
    ['nowhere', (source) => source.answer({ kind: 'notConfigured' }), 'ACCESS_POLICY_URL is not set'],
    [
      'unreadable',
      (source) => source.answer({ kind: 'unreadable', code: 'PolicyDenied', message: 'HTTP 403' }),
      'PolicyDenied: HTTP 403',
    ],
  ])('is the last good one while the one in the blob is %s, and what is wrong is shown', async (_what, make, said) => {
    const source = createMemoryPolicy();
    make(source);

    const found = await policyNow(source, LAST, CONTEXT);

    expect(names(found)).toEqual(['last']);
    expect(found.mark).toEqual({ etag: '"0"', versionId: 'v0', readAt: LAST.readAt });
    expect(found.problems.length).toBeGreaterThan(0);
    expect(found.problems[0]?.message).toContain(said);
    expect(found.problems[0]?.fix).not.toBe('');
    expect(found.good).toBeUndefined();
  });

  it.each<[string, Parameters<typeof policyNow>[1], string]>([
    [
      'is to be restored where there was a good one, for an empty one takes all access back',
      LAST,
      'Restore its last version (v0, last read 2026-11-22T09:00:00.000Z); nothing is changed until then. bindings: [] would take back all access that this app has given.',
    ],
    [
      'is to be restored where its blob has no versions',
      { text: LAST.text, etag: LAST.etag, readAt: LAST.readAt },
      'Restore its last version (last read 2026-11-22T09:00:00.000Z); nothing is changed until then. bindings: [] would take back all access that this app has given.',
    ],
    [
      'is to be uploaded where there never was one',
      undefined,
      'Upload one with the bindings that are meant; bindings: [] takes back all access that this app has given.',
    ],
  ])('that is gone %s', async (_what, last, fix) => {
    const { problems } = await policyNow(createMemoryPolicy(), last, CONTEXT);

    expect(problems).toEqual([
      { line: 0, column: 0, field: 'policy', message: 'There is no policy at ACCESS_POLICY_URL.', fix },
    ]);
  });

  it('is none while there never was a good one', async () => {
    const found = await policyNow(createMemoryPolicy(), undefined, CONTEXT);

    expect(found).toEqual({
      problems: [expect.objectContaining({ line: 0, column: 0, field: 'policy' })],
      warnings: [],
    });
  });

  it('is none when the last good one no longer is: another tag may be trusted now', async () => {
    const last = { ...LAST, text: policyText([{ machines: { tags: { role: 'web' } } }]) };

    const found = await policyNow(createMemoryPolicy(), last, { ...CONTEXT, trustedTags: [] });

    expect(found.policy).toBeUndefined();
    expect(found.mark).toBeUndefined();
    expect(found.problems).toHaveLength(1);
  });

  it('has no version where its blob has none', async () => {
    const source = createMemoryPolicy();
    source.put(policyText());

    const { mark } = await policyNow(source, undefined, CONTEXT);

    expect(mark).toStrictEqual({ etag: '"1"', readAt: NOON });
  });
});
