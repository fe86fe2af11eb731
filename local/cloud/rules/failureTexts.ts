import { CLOUD_TRAITS, type CloudName } from './clouds.ts';

/** An install that failed: what the handler returned, and what it wrote. */
export interface HandlerFailure {
  readonly exitCode: number;
  readonly terminalErrorCode?: number;
  readonly message: string;
}

/** Exit codes of AADLoginForWindows that the rules of the world lead to. */
export const EXIT_CODES = {
  /** DSREG_E_MSI_TENANTID_UNAVAILABLE; comes with terminal error code 1007. */
  noTenant: -2145648574,
  /** DSREG_AUTOJOIN_DISC_FAILED. */
  noDiscovery: -2145648607,
  /** DSREG_HOSTNAME_DUPLICATE. */
  duplicateHostName: -2145648509,
  unsupportedSystem: 51,
  unsupportedOldSystem: 50,
  /** UNCONFIRMED: the text is known, the number is not. */
  missingMdmId: 1,
} as const;

const NO_TENANT_TERMINAL_CODE = 1007;

/** What the article (howto-arc-sign-in-windows) and public reports say of a code; graph.md §9 names each source. */
function knownText(exitCode: number, cloud: CloudName): string {
  switch (exitCode) {
    case EXIT_CODES.noTenant:
      return "DSREG_E_MSI_TENANTID_UNAVAILABLE: The extension can't query the Microsoft Entra tenant information";
    case EXIT_CODES.noDiscovery:
      return `DSREG_AUTOJOIN_DISC_FAILED: The extension can't reach the https://${CLOUD_TRAITS[cloud].deviceRegistrationHost} endpoint`;
    case EXIT_CODES.duplicateHostName:
      return `AAD Join failed with status code: ${exitCode}. The hostname is already used by another device in this tenant`;
    case EXIT_CODES.unsupportedSystem:
    case EXIT_CODES.unsupportedOldSystem:
      return "This extension isn't supported on this operating system";
    case EXIT_CODES.missingMdmId:
      return "'mdmId' setting was not found. Please input the 'mdmId' setting. This setting is case sensitive";
    default:
      return 'The extension handler failed';
  }
}

/** The failure that a code stands for, with the words that are known for it. */
export function handlerFailure(
  cloud: CloudName,
  exitCode: number,
  said: { readonly terminalErrorCode?: number | undefined; readonly message?: string | undefined } = {},
): HandlerFailure {
  const usualTerminalCode = exitCode === EXIT_CODES.noTenant ? NO_TENANT_TERMINAL_CODE : undefined;
  const terminalErrorCode = said.terminalErrorCode ?? usualTerminalCode;
  const message = said.message ?? knownText(exitCode, cloud);
  return terminalErrorCode === undefined ? { exitCode, message } : { exitCode, terminalErrorCode, message };
}

/**
 * The message of a failed step in the frame that Arc uses (troubleshoot-vm-extensions). How a literal
 * AADLoginForWindows failure reads on Arc is UNCONFIRMED: this is Arc's frame around the words of the Azure VM handler.
 */
export function failureMessage(failure: HandlerFailure, step: 'Install' | 'Update', handler: string): string {
  const { exitCode, terminalErrorCode, message } = failure;
  const output =
    terminalErrorCode === undefined
      ? message
      : `Handler '${handler}' has reported failure with terminal error code '${terminalErrorCode}' and error message: '${message}'`;
  return (
    `Extension failed to ${step.toLowerCase()}. Extension returned non-zero exit code for ${step}: ${exitCode}. ` +
    `Extension error output: ${output}. Extension exit code: ${exitCode}`
  );
}
