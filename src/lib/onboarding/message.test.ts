import { describe, expect, it } from 'vitest';
import { aMachineId } from '../../../test/builders/machine.ts';
import { messageFor, parseMessage } from './message.ts';

const good = messageFor(aMachineId(), 'token');

describe('parseMessage', () => {
  it('reads what messageFor makes, and ignores what else is in it', () => {
    const sent: unknown = JSON.parse(JSON.stringify({ ...good, order: 'delete everything' }));

    expect(parseMessage(sent)).toEqual({ id: aMachineId(), token: 'token', redelivered: false });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'look'],
    ['another version', { ...good, version: 2 }],
    ['no token', { ...good, token: undefined }],
    ['an empty token', { ...good, token: '' }],
    ['an endless token', { ...good, token: 'x'.repeat(201) }],
    ['an id that is no machine', { ...good, machineId: '/subscriptions/x' }],
    ['something below a machine', { ...good, machineId: `${good.machineId}/extensions/x` }],
    ['an endless id', { ...good, machineId: `${good.machineId}/${'x'.repeat(400)}` }],
  ])('does not read %s', (_sentence, message) => {
    expect(parseMessage(message)).toBeUndefined();
  });

  it('remembers that the queue had brought it back', () => {
    const sent: unknown = JSON.parse(JSON.stringify(messageFor(aMachineId(), 'token', true)));

    expect(parseMessage(sent)).toEqual({ id: aMachineId(), token: 'token', redelivered: true });
  });

  it('has room for the longest id', () => {
    const id = aMachineId('n'.repeat(54), 'r'.repeat(90));

    expect(parseMessage(messageFor(id, 't'))?.id).toEqual(id);
  });
});
