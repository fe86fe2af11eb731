import { describe, expect, it } from 'vitest';
import { anExtension } from '../../../test/builders/machine.ts';
import { readInstallFailure } from './installFailure.ts';

const failed = (message?: string) =>
  anExtension({ provisioningState: 'Failed', ...(message !== undefined && { message }) });

describe('readInstallFailure', () => {
  it.each([
    [
      'the frame of Arc',
      'Extension failed to install. Extension returned non-zero exit code for Install: 51. Extension error output: this OS is not supported. Extension exit code: 51',
      '51',
      undefined,
    ],
    [
      'the step Enable',
      'Extension returned non-zero exit code for Enable: 64. Extension error output: none',
      '64',
      undefined,
    ],
    [
      'a negative code',
      'Extension returned non-zero exit code for Install: -2145648574. Extension error output: AADJ.',
      '-2145648574',
      undefined,
    ],
    ['only the last part of the frame', 'Extension exit code: 14', '14', undefined],
    [
      'the words of Azure VMs',
      "terminal error code '1007' and error message: 'Command AADLoginForWindowsHandler.exe of Microsoft.Azure.ActiveDirectory has exited with Exit code: 50'",
      '50',
      '1007',
    ],
    ['a terminal code alone', 'Install failed with terminal error code: 1007', undefined, '1007'],
    ['a negative terminal code', "terminal error code '-2145648607'.", undefined, '-2145648607'],
    ['a code of another step before ours', 'It exited with code 3.', '3', undefined],
    ['a text without any code', 'The network is down.', undefined, undefined],
    ['a number that is no code', 'Waited 30 seconds for the exit of process 51.', undefined, undefined],
  ])('reads %s', (_sentence, message, exitCode, terminalErrorCode) => {
    const failure = readInstallFailure(failed(message));

    expect(failure.exitCode).toBe(exitCode);
    expect(failure.terminalErrorCode).toBe(terminalErrorCode);
    expect(failure.sentence).toContain(message);
  });

  it('says both codes first, then the text as it came', () => {
    const { sentence } = readInstallFailure(failed("  terminal error code '1007': exited with Exit code: 50 "));

    expect(sentence).toBe(
      "The extension AADLoginForWindows is Failed with terminal error code 1007, exit code 50: terminal error code '1007': exited with Exit code: 50",
    );
  });

  it.each([
    ['says nothing', undefined],
    ['says only blanks', '  \n'],
  ])('is a sentence of its own when the extension %s', (_sentence, message) => {
    expect(readInstallFailure(failed(message))).toEqual({
      sentence: 'The extension AADLoginForWindows is Failed and says nothing more.',
    });
  });
});
