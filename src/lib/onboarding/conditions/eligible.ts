import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { type OperatingSystem, windowsBuild } from '../machine.ts';

/** Windows Server 2025 and Windows 11 24H2 share this build (the article's floor for Arc; Azure VMs may be older). */
export const FIRST_SUPPORTED_BUILD = 26100;

/**
 * `Eligible`: the machine can carry Microsoft Entra sign-in at all. False as soon as one rule says no, whatever is still
 * unknown; True only when every rule says yes. It gates installing and never demotes a machine that has the extension.
 */
export function eligible({ machine }: Evidence): Finding {
  return operatingSystem(machine.os);
}

function operatingSystem(os: OperatingSystem): Finding {
  if (os.type !== undefined && os.type.toLowerCase() !== 'windows') {
    return {
      status: 'False',
      reason: 'NotWindows',
      message: `The machine runs ${os.type}; Microsoft Entra sign-in over RDP is for Windows machines only.`,
    };
  }
  const build = windowsBuild(os);
  if (build === undefined) return { status: 'Unknown', reason: 'OsUnknown' };
  if (build < FIRST_SUPPORTED_BUILD) {
    return {
      status: 'False',
      reason: 'OsTooOld',
      message: `${os.sku ?? 'The operating system'} has build ${build}; Microsoft Entra sign-in needs Windows Server 2025 or Windows 11 24H2 (build ${FIRST_SUPPORTED_BUILD}) or later.`,
    };
  }
  return { status: 'True', reason: 'OsSupported' };
}
