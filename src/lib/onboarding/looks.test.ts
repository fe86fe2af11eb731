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
    ['of an idle machine is a look', {}, 'event', { save: { next: coming('t', 'event') }, send: 't' }],
    [
      'after a look that ended is a look',
      { last: 'before' },
      'event',
      { save: { last: 'before', next: coming('t', 'event') }, send: 't' },
    ],
    [
      'brings a look forward that is due later',
      { next: next('later', NOW + MINUTE) },
      'event',
      { save: { next: coming('t', 'event'), dropped: ['later'] }, send: 't' },
    ],
    [
      'is a look when a clock five hours ahead says that one is running',
      { running: running('other', -300 * MINUTE) },
      'event',
      { save: { running: running('other', -300 * MINUTE), next: coming('t', 'event') }, send: 't' },
    ],
    ['is one with an event’s look that is due', { next: coming('other', 'event') }, 'event', {}],
    ['is one with a person’s look that is due', { next: coming('other', 'person') }, 'event', {}],
    [
      'by a person makes the look that is due a person’s',
      { next: coming('other', 'event') },
      'person',
      { save: { next: coming('other', 'person') }, send: 'other' },
    ],
    [
      'by an event makes the scheduled look that is due an event’s',
      { next: coming('other', 'schedule') },
      'event',
      { save: { next: coming('other', 'event') } },
    ],
    [
      'takes the place of a look whose mark is fifteen minutes old',
      { next: next('lost', NOW - 15 * MINUTE, NOW - 15 * MINUTE, 'event') },
      'event',
      { save: { next: coming('t', 'event'), dropped: ['lost'] }, send: 't' },
    ],
    [
      'does not lose the person whose look it replaces',
      { next: next('lost', NOW - 15 * MINUTE, NOW - 15 * MINUTE, 'person') },
      'event',
      { save: { next: coming('t', 'person'), dropped: ['lost'] }, send: 't' },
    ],
    [
      'by a person has the message of a person’s look sent again, which may be lost',
      { next: coming('other', 'person') },
      'person',
      { send: 'other' },
    ],
    [
      'that comes again after it was taken for lost is a look of its own',
      { next: next('later', NOW + MINUTE), dropped: ['a', 'b', 't', 'c', 'd'] },
      'event',
      { save: { next: coming('t', 'event'), dropped: ['b', 'c', 'd', 'later'] }, send: 't' },
    ],
    ['that is made again is sent again', { next: next('t') }, 'event', { send: 't' }],
    ['that is made again after its look needs no other', { last: 't' }, 'event', {}],
    ['that is made again during its look needs no other', { running: running('t') }, 'event', {}],
    [
      'during a look is one more',
      { running: running('r') },
      'event',
      { save: { running: running('r'), again: 'event' } },
    ],
    ['during a look is one more only once', { running: running('r'), again: 'event' }, 'event', {}],
    [
      'by a person during a look makes the one more a person’s',
      { running: running('r'), again: 'event' },
      'person',
      { save: { running: running('r'), again: 'person' } },
    ],
    ['by an event leaves the one more a person’s', { running: running('r'), again: 'person' }, 'event', {}],
    [
      'after a look that died is a look',
      { running: running('dead', 90 * SECOND) },
      'event',
      { save: { running: running('dead', 90 * SECOND), next: coming('t', 'event') }, send: 't' },
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
    [
      'is overtaken when its look was brought forward and has been made',
      { last: 'l', dropped: ['t'] },
      { kind: 'superseded' },
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
      'goes when a clock five hours ahead says that another is running',
      { running: running('other', -300 * MINUTE) },
      go('event'),
    ],
    [
      'is overtaken when a clock some seconds ahead says so',
      { running: running('other', -5 * SECOND) },
      { kind: 'superseded' },
    ],
    [
      'goes in the place of a look that a clock five hours ahead has put down',
      { next: next('other', NOW + 300 * MINUTE, NOW + 300 * MINUTE, 'person') },
      go('person'),
    ],
    ['is over when its look has ended', { last: 't' }, { kind: 'superseded' }],
  ])('%s', (_sentence, looks, expected) => {
    expect(begin(looks, 't', false, NOW)).toEqual(expected);
    expect(begin(looks, 't', true, NOW)).toEqual(expected);
  });

  it.each<[string, Looks, unknown]>([
    [
      'comes back when its own look is running, whose process may be dead',
      { running: running('t', 20 * SECOND) },
      { kind: 'busy', until: NOW + 70 * SECOND },
    ],
    [
      'sends what its look may have died before sending',
      { last: 't', next: next('n', NOW + MINUTE) },
      { kind: 'resend', next: next('n', NOW + MINUTE) },
    ],
  ])('of a message that the queue brings back %s; of a double it does nothing', (_sentence, looks, expected) => {
    expect(begin(looks, 't', true, NOW)).toEqual(expected);
    expect(begin(looks, 't', false, NOW)).toEqual({ kind: 'superseded' });
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
