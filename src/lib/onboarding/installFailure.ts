/** What a failed extension says of itself: the code that the diagnosis will look up, and the text as it came. */
import { defined } from '../defined.ts';
import type { Extension } from './machine.ts';

export interface InstallFailure {
  /** Exit code of the extension as a decimal, for example `-2145648574`; absent when the text names none. */
  readonly exitCode?: string;
  /** Terminal error code, for example `1007`; absent when the text names none. */
  readonly terminalErrorCode?: string;
  /** One sentence that holds the codes and the text. */
  readonly sentence: string;
}

// Arc: `Extension returned non-zero exit code for Install: 64` (the step may be Install, Enable, Update). Azure VMs, and
// handlers that quote them: `terminal error code '1007'`, `has exited with Exit code: 50`. Sources: Arc's page on
// troubleshooting extensions and azure-docs issues 60658, 23916.
const EXIT_CODES = [/non-zero exit code for \w+: (-?\d+)/i, /\bexit(?:ed with)? (?:exit )?code:? (-?\d+)/i];
const TERMINAL_CODE = /terminal error code[:']*\s*'?(-?\d+)/i;

/** Reads the codes out of a failed extension's own words. */
export function readInstallFailure(extension: Extension): InstallFailure {
  const text = (extension.message ?? '').trim();
  const exitCode = exitCodeIn(text);
  const terminalErrorCode = TERMINAL_CODE.exec(text)?.[1];
  const codes = [
    ...(terminalErrorCode === undefined ? [] : [`terminal error code ${terminalErrorCode}`]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
  ].join(', ');
  return defined({
    exitCode,
    terminalErrorCode,
    sentence: [
      `The extension AADLoginForWindows is ${extension.provisioningState}`,
      codes === '' ? '' : ` with ${codes}`,
      text === '' ? ' and says nothing more.' : `: ${text}`,
    ].join(''),
  });
}

/** The exit code of the extension that a text names. */
export function exitCodeIn(text: string): string | undefined {
  return EXIT_CODES.map((pattern) => pattern.exec(text)?.[1]).find((code) => code !== undefined);
}

/**
 * Failures whose cause lies in the machine itself, so that they say little of the next one: an operating system that is not
 * supported; a host name that another device has; a device that is joined already, or to a domain; keys of a cloned image.
 * Source: troubleshooting part of howto-arc-sign-in-windows, and public reports of the codes.
 */
const CODES_OF_MACHINE: ReadonlySet<string> = new Set([
  '50',
  '51',
  '-2145648509',
  '-2145648572',
  '-2145648524',
  '-2145648523',
  '-2146893802',
]);
/** How the agent words a refusal is not documented; it has to name what refuses (azure-arc/servers/security-extensions). */
const REFUSED_BY_AGENT = /\b(?:allow ?list|block ?list|monitor mode)\b/i;

/** Whether the cause of a failed installation lies in the machine, and not in the network or a service. */
export function liesInMachine(code: string | undefined, message = ''): boolean {
  return (code !== undefined && CODES_OF_MACHINE.has(code)) || REFUSED_BY_AGENT.test(message);
}
