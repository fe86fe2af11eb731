import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { runIdOf } from '../runRecord.ts';
import { type ChangeStatus, changeRecordId, isChangeId, isEnded, readChangeRecord } from './changeRecord.ts';

const RUN = runIdOf(NOON, () => 0.5);
const ID = '4c2764911aee976d';
const STORED = {
  action: 'remove',
  scope: '/subscriptions/s',
  role: 'user',
  principalId: 'ann',
  principalType: 'User',
  binding: null,
  reason: 'leftGroup',
  status: 'held',
  at: NOON,
  code: 'StillThere',
  message: 'They are in the group.',
  evidence: [{ check: 'group', said: 'They are in it.', at: NOON }],
  tries: 1,
};

describe('readChangeRecord', () => {
  it('reads what was stored, and leaves out what a later version adds', () => {
    expect(readChangeRecord(RUN, ID, { ...STORED, mood: 'good' })).toStrictEqual({ runId: RUN, id: ID, ...STORED });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'change'],
    ['an unknown action', { ...STORED, action: 'keep' }],
    ['an unknown reason', { ...STORED, reason: 'weather' }],
    ['an unknown status', { ...STORED, status: 'lost' }],
    ['a time that is none', { ...STORED, at: 'noon' }],
    ['no evidence', { ...STORED, evidence: undefined }],
    ['evidence that says nothing', { ...STORED, evidence: [{ check: 'group', at: NOON }] }],
    ['half a try', { ...STORED, tries: 0.5 }],
  ])('reads nothing from %s', (_what, stored) => {
    expect(readChangeRecord(RUN, ID, stored)).toBeUndefined();
  });

  it('reads nothing under what is no run', () => {
    expect(readChangeRecord('run-1', ID, STORED)).toBeUndefined();
  });
});

describe('the id of a change', () => {
  it.each(['0', ID, 'f'.repeat(64)])('is hex digits: %s', (text) => {
    expect(isChangeId(text)).toBe(true);
    expect(changeRecordId(text)).toBe(text);
  });

  it.each(['', 'a/b', 'xyz', 'ABC', `${ID}\n`, 'f'.repeat(65)])('is not any other text: %j', (text) => {
    expect(isChangeId(text)).toBe(false);
    expect(() => changeRecordId(text)).toThrow(expect.objectContaining({ kind: 'bug', code: 'ChangeId' }));
    expect(readChangeRecord(RUN, text, STORED)).toBeUndefined();
  });
});

describe('isEnded', () => {
  it.each<[ChangeStatus, boolean]>([
    ['waiting', false],
    ['writing', false],
    ['done', true],
    ['held', true],
    ['failed', true],
  ])('of a change that is %s: %s', (status, ended) => {
    expect(isEnded({ status })).toBe(ended);
  });
});
