import { describe, expect, it } from 'vitest';
import { begin, type Cause, end, type Looks, release, request } from './looks.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** The moment of the tests; marks are set relative to it. */
const NOW = 1_000 * MINUTE;

const running = (token: string, ago = SECOND, cause: Cause = 'event') => ({ token, since: NOW - ago, cause });
const next = (token: string, at = NOW, setAt = NOW, cause: Cause = 'schedule') => ({ token, at, setAt, cause });
const coming = (token: string, cause: Cause) => ({ token, at: NOW, setAt: NOW, cause });

describe('request', () => {
  it.each<[string, Looks, Cause, ReturnType<typeof request>]>([
    ['of an idle machine is a look', {}, 'event', { kind: 'look', looks: { next: coming('t', 'event') } }],
    [
      'after a look that ended is a look',
      { last: 'before' },
      'event',
      { kind: 'look', looks: { last: 'before', next: coming('t', 'event') } },
    ],
    [
      'brings a look forward that is due later',
      { next: next('later', NOW + MINUTE) },
      'event',
      { kind: 'look', looks: { next: coming('t', 'event') } },
    ],
    ['is one with an event’s look that is due', { next: coming('other', 'event') }, 'event', { kind: 'collapsed' }],
    ['is one with a person’s look that is due', { next: coming('other', 'person') }, 'event', { kind: 'collapsed' }],
    [
      'by a person makes the look that is due a person’s',
      { next: coming('other', 'event') },
      'person',
      { kind: 'again', looks: { next: coming('other', 'person') } },
    ],
    [
      'by an event makes the scheduled look that is due an event’s',
      { next: coming('other', 'schedule') },
      'event',
      { kind: 'again', looks: { next: coming('other', 'event') } },
    ],
    [
      'takes the place of a look whose mark is fifteen minutes old',
      { next: next('lost', NOW - 15 * MINUTE, NOW - 15 * MINUTE, 'event') },
      'event',
      { kind: 'look', looks: { next: coming('t', 'event') } },
    ],
    [
      'does not lose the person whose look it replaces',
      { next: next('lost', NOW - 15 * MINUTE, NOW - 15 * MINUTE, 'person') },
      'event',
      { kind: 'look', looks: { next: coming('t', 'person') } },
    ],
    ['that is made again is sent again', { next: next('t') }, 'event', { kind: 'resend' }],
    ['that is made again after its look needs no other', { last: 't' }, 'event', { kind: 'collapsed' }],
    ['that is made again during its look needs no other', { running: running('t') }, 'event', { kind: 'collapsed' }],
    [
      'during a look is one more',
      { running: running('r') },
      'event',
      { kind: 'again', looks: { running: running('r'), again: 'event' } },
    ],
    ['during a look is one more only once', { running: running('r'), again: 'event' }, 'event', { kind: 'collapsed' }],
    [
      'by a person during a look makes the one more a person’s',
      { running: running('r'), again: 'event' },
      'person',
      { kind: 'again', looks: { running: running('r'), again: 'person' } },
    ],
    [
      'by an event leaves the one more a person’s',
      { running: running('r'), again: 'person' },
      'event',
      { kind: 'collapsed' },
    ],
    [
      'after a look that died is a look',
      { running: running('dead', 90 * SECOND) },
      'event',
      { kind: 'look', looks: { running: running('dead', 90 * SECOND), next: coming('t', 'event') } },
    ],
  ])('%s', (_sentence, looks, cause, expected) => {
    expect(request(looks, 't', cause, NOW)).toEqual(expected);
  });
});

describe('begin', () => {
  const go = (cause: Cause, last?: string) => ({
    kind: 'go',
    cause,
    looks: { ...(last !== undefined && { last }), running: { token: 't', since: NOW, cause } },
  });

  it.each<[string, Looks, unknown]>([
    ['goes when its look is coming', { last: 'l', next: coming('t', 'person') }, go('person', 'l')],
    [
      'goes when its look is coming a little late',
      { next: next('t', NOW - 40 * MINUTE, NOW - 40 * MINUTE) },
      go('schedule'),
    ],
    ['goes when nothing is known, as after the loss of the ledger', {}, go('event')],
    ['goes again when its process died', { running: running('t', 90 * SECOND, 'schedule') }, go('schedule')],
    [
      'goes for those who asked while it died',
      { running: running('t', 90 * SECOND, 'schedule'), again: 'person' },
      go('person'),
    ],
    [
      'goes for the one that died, too',
      { running: running('dead', 90 * SECOND, 'person'), next: coming('t', 'event') },
      go('person'),
    ],
    [
      'goes when it comes back to life before the look that was asked for after its death',
      { running: running('t', 90 * SECOND), next: coming('other', 'event') },
      go('event'),
    ],
    [
      'goes in the place of a look whose message was lost',
      { next: next('lost', NOW - 15 * MINUTE, NOW - 30 * MINUTE, 'person') },
      go('person'),
    ],
    [
      'is overtaken when another is coming',
      { next: next('other', NOW - 14 * MINUTE, NOW - 60 * MINUTE) },
      { kind: 'superseded' },
    ],
    [
      'is overtaken when another was just put down',
      { next: next('other', NOW - 60 * MINUTE, NOW) },
      { kind: 'superseded' },
    ],
    ['is overtaken when another is running', { running: running('other') }, { kind: 'superseded' }],
    [
      'comes back when its own look is running',
      { running: running('t', 20 * SECOND) },
      { kind: 'busy', until: NOW + 70 * SECOND },
    ],
    ['is over when its look has ended', { last: 't' }, { kind: 'superseded' }],
    [
      'sends what its look may not have sent',
      { last: 't', next: next('n', NOW + MINUTE) },
      { kind: 'resend', next: next('n', NOW + MINUTE) },
    ],
  ])('%s', (_sentence, looks, expected) => {
    expect(begin(looks, 't', NOW)).toEqual(expected);
  });
});

describe('end', () => {
  it.each<[string, Looks, number | undefined, Looks]>([
    ['rests', { running: running('t') }, undefined, { last: 't' }],
    ['goes on later', { running: running('t') }, NOW + MINUTE, { last: 't', next: { ...next('n', NOW + MINUTE) } }],
    [
      'goes on at once when somebody asked meanwhile',
      { running: running('t'), again: 'person' },
      NOW + MINUTE,
      { last: 't', next: coming('n', 'person') },
    ],
    [
      'goes on at once even if it would rest',
      { running: running('t'), again: 'event' },
      undefined,
      { last: 't', next: coming('n', 'event') },
    ],
    ['of what nobody began leaves no name', {}, NOW, { next: coming('n', 'schedule') }],
  ])('%s', (_sentence, looks, nextAt, expected) => {
    expect(end(looks, nextAt, 'n', NOW)).toEqual(expected);
  });
});

describe('release', () => {
  it.each<[string, Looks, Looks]>([
    ['lets the same message begin anew', { running: running('t') }, { next: coming('t', 'event') }],
    ['keeps a person’s wish', { running: running('t', 1, 'person'), again: 'event' }, { next: coming('t', 'person') }],
    [
      'is for whoever asked meanwhile, too',
      { running: running('t', 1, 'schedule'), again: 'event' },
      { next: coming('t', 'event') },
    ],
    ['does nothing where nothing runs', { last: 'x' }, { last: 'x' }],
  ])('%s', (_sentence, looks, expected) => {
    expect(release(looks, NOW)).toEqual(expected);
  });
});
