import { describe, expect, it } from 'vitest';
import { isDisabled, resolveConnection, resolveSettings } from './appSettings.ts';

describe('app settings', () => {
  it.each([
    ['plain', 'plain'],
    ['%A%', 'one'],
    ['x-%A%-%B%', 'x-one-two'],
    ['100%', '100%'],
  ])('turn %s into %s', (text, resolved) => {
    expect(resolveSettings(text, { A: 'one', B: 'two' })).toBe(resolved);
  });

  it('that are missing are named', () => {
    expect(() => resolveSettings('0 %MINUTES% * * * *', {})).toThrow('names the app setting MINUTES, which is not set');
  });

  it.each([
    ['1', true],
    ['true', true],
    ['True', true],
    ['0', false],
    ['false', false],
    ['', false],
    [undefined, false],
  ])('disable a function by the value %s: %s', (value, disabled) => {
    expect(isDisabled('name', { 'AzureWebJobs.name.Disabled': value })).toBe(disabled);
  });

  it.each([
    [undefined, 'host'],
    ['', 'host'],
    ['AzureWebJobsStorage', 'host'],
    ['OTHER', 'other'],
    ['Legacy', 'legacy'],
  ])('make of the connection %s: %s', (connection, expected) => {
    expect(resolveConnection(connection, { OTHER: 'other', AzureWebJobsLegacy: 'legacy' }, 'host')).toBe(expected);
  });

  it('without the connection that a binding names say which to set', () => {
    expect(() => resolveConnection('OTHER', {}, 'host')).toThrow('set OTHER to a storage connection string');
  });
});
