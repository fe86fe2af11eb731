import { describe, expect, it } from 'vitest';
import { NOON } from '../../../../test/builders/evidence.ts';
import { runIdOf } from '../runRecord.ts';
import { AGAIN, parseRunMessage, runMessage } from './runMessage.ts';

const ID = runIdOf(NOON, () => 0.5);

describe('the message of a run', () => {
  it('names a run, and nothing that is to be done', () => {
    expect(runMessage(ID)).toEqual({ version: 1, runId: ID });
    expect(parseRunMessage(JSON.parse(JSON.stringify(runMessage(ID))))).toBe(ID);
  });

  it('may ask for a run that there is not yet', () => {
    expect(parseRunMessage(runMessage(AGAIN))).toBe(AGAIN);
  });

  it('is followed by name only: what else it says is not heard', () => {
    expect(parseRunMessage({ ...runMessage(ID), cause: 'person', mode: 'enforce' })).toBe(ID);
  });

  it.each([
    ['nothing', undefined],
    ['a text', ID],
    ['null', null],
    ['no run', { version: 1 }],
    ['another version', { version: 2, runId: ID }],
    ['a run that cannot be', { version: 1, runId: '../plan' }],
    ['an id in capitals', { version: 1, runId: ID.toUpperCase() }],
    ['a list', { version: 1, runId: [ID] }],
  ])('is none of ours with %s', (_what, message) => {
    expect(parseRunMessage(message)).toBeUndefined();
  });
});
