import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { readInstallFailure } from '../installFailure.ts';
import { type Extension, entraSignIn } from '../machine.ts';
import { VISIBLE_WITHIN_MS } from './identityEnabled.ts';

/** An extension that never shows up after this many requests is not asked for again. */
const MOST_INSTALLS = 3;
/** Removed so often, the extension is left alone. */
const A_FIGHT = 3;

/**
 * `ExtensionInstalled`: an extension of that publisher and type, under whatever name, is `Succeeded` and has `mdmId` in
 * its settings. `provisioningState` is an open set: all but Succeeded, Failed and Canceled is work in progress.
 */
export function extensionInstalled(evidence: Evidence): Finding {
  const extension = entraSignIn(evidence.machine);
  return extension === undefined ? absent(evidence) : present(extension);
}

function absent(evidence: Evidence): Finding {
  const { history, now } = evidence;
  const { installFailure } = history;
  if (installFailure !== undefined) {
    return {
      status: 'False',
      reason: 'InstallFailed',
      message: `Azure could not install the extension: ${installFailure.code}: ${installFailure.message}`,
    };
  }
  const visibleBy = (history.installRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
  if (now < visibleBy) return { status: 'Unknown', reason: 'InstallRequested', until: visibleBy };
  if (history.busyUntil !== undefined && now < history.busyUntil) {
    return { status: 'False', reason: 'AnotherInstallInProgress', until: history.busyUntil };
  }
  if ((history.installs ?? 0) >= MOST_INSTALLS) return { status: 'False', reason: 'InstallVanished' };
  return removed(evidence) ?? { status: 'False', reason: 'ExtensionAbsent' };
}

/**
 * The extension of a machine that was ready is gone. Removing it is the documented way to leave Entra, so it comes back only
 * after a grace, and not a third time: somebody wants it away.
 */
function removed({ history, settings, now }: Evidence): Finding | undefined {
  const { readyAt, removedAt = now, removals = 1 } = history;
  if (readyAt === undefined) return undefined;
  if (removals >= A_FIGHT) return { status: 'False', reason: 'ExtensionFight' };
  const until = removedAt + settings.driftGraceMs;
  return now < until ? { status: 'False', reason: 'ExtensionRemoved', until } : undefined;
}

function present(extension: Extension): Finding {
  switch (extension.provisioningState.toLowerCase()) {
    case 'succeeded':
      return extension.hasMdmId
        ? { status: 'True', reason: 'ExtensionSucceeded' }
        : { status: 'False', reason: 'MdmIdMissing' };
    case 'failed':
    case 'canceled':
      return { status: 'False', reason: 'InstallFailed', message: readInstallFailure(extension).sentence };
    case 'deleting':
      return { status: 'Unknown', reason: 'ExtensionBeingRemoved' };
    default:
      return {
        status: 'Unknown',
        reason: 'ExtensionInProgress',
        message: `The extension AADLoginForWindows is ${extension.provisioningState}.`,
      };
  }
}
