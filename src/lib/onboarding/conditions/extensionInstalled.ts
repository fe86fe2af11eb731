import { tagText } from '../../tags.ts';
import { type Instant, minutes, span, toPeople } from '../../time.ts';
import { coded } from '../coded.ts';
import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import { readInstallFailure } from '../installFailure.ts';
import { type Extension, entraSignIn, isEnded, isEntraSignIn } from '../machine.ts';
import { EXTENSION_TROUBLE } from '../reasons.ts';
import { RECONCILE } from '../requests.ts';
import { VISIBLE_WITHIN_MS } from './identityEnabled.ts';

/** An extension that never shows up after this many requests is not asked for again. */
const MOST_INSTALLS = 3;
/** Work on another extension that takes longer than this has come to a standstill. */
const LONG_MS = minutes(60);
/** Removed so often, the extension is left alone. */
const A_FIGHT = 3;
/** An extension that is still there after this many removals is left to a person. */
const MOST_REMOVALS = 3;

/**
 * `ExtensionInstalled`: an extension of that publisher and type, under whatever name, is `Succeeded` and has `mdmId` in
 * its settings. `provisioningState` is an open set: all but Succeeded, Failed and Canceled is work in progress.
 */
export function extensionInstalled(evidence: Evidence): Finding {
  const extension = entraSignIn(evidence.machine);
  if (extension !== undefined) return present(extension, evidence);
  const isTold = evidence.machine.unreadable?.includes('resources') !== true;
  return isTold ? absent(evidence) : { status: 'Unknown', reason: 'ExtensionsUnreadable' };
}

function absent(evidence: Evidence): Finding {
  const { history, now } = evidence;
  const { installFailure } = history;
  if (installFailure !== undefined) {
    return {
      status: 'False',
      reason: 'InstallFailed',
      message: `Azure could not install the extension: ${coded(installFailure)}`,
    };
  }
  const visibleBy = (history.installRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
  if (now < visibleBy) return { status: 'Unknown', reason: 'InstallRequested', until: visibleBy };
  if (history.busyUntil !== undefined && now < history.busyUntil) {
    return kept(evidence, history.busyUntil);
  }
  const away = removed(evidence);
  if (away !== undefined) return away;
  const isGivenUp = (history.installs ?? 0) >= MOST_INSTALLS;
  return { status: 'False', reason: isGivenUp ? 'InstallVanished' : 'ExtensionAbsent' };
}

/** Work on another extension keeps ours from being installed; the same reading shows which. */
function kept({ machine, history, now }: Evidence, until: Instant): Finding {
  const { busySince = now } = history;
  const reason = now - busySince > LONG_MS ? 'BlockedByExtension' : 'AnotherInstallInProgress';
  const working = machine.extensions.filter((other) => !isEntraSignIn(other) && !isEnded(other.provisioningState));
  if (working.length === 0) return { status: 'False', reason, until };
  const named = working.map(
    ({ name, publisher, type, provisioningState }) => `${name} (${publisher}/${type}) is ${provisioningState}`,
  );
  const message = `The installation of AADLoginForWindows waits for other extensions, since ${toPeople(busySince)}: ${named.join(', ')}.`;
  if (reason === 'AnotherInstallInProgress') return { status: 'False', reason, message, until };
  const names = working.map(({ name }) => name).join(', ');
  const fix = `Restart the agent of the machine, or remove the extension ${names} (az connectedmachine extension delete), then ${RECONCILE}; see ${EXTENSION_TROUBLE}.`;
  return { status: 'False', reason, message, fix, until };
}

/**
 * Somebody removed the extension. That is the documented way to leave Entra, so it comes back only after a grace, and not a
 * third time: somebody wants it away. The same holds for one that had failed, or each removal would begin a new series.
 */
function removed({ history, settings, now }: Evidence): Finding | undefined {
  const { readyAt, removedAt = readyAt && now, removals = 1, offboard } = history;
  if (removedAt === undefined || offboard !== undefined) return undefined;
  const tag = tagText(settings.excludeTag);
  if (removals >= A_FIGHT) {
    const fix = `Find out who or what removes it (activity log of the machine), or set the tag ${tag}; then ${RECONCILE}.`;
    return { status: 'False', reason: 'ExtensionFight', fix };
  }
  const until = removedAt + settings.driftGraceMs;
  if (now >= until) return undefined;
  const again = `It is installed again after ${toPeople(until)}, ${span(settings.driftGraceMs)} after it was seen gone (DRIFT_GRACE)`;
  const away = `to keep it away, set the tag ${tag}.`;
  if (readyAt !== undefined) {
    return { status: 'False', reason: 'ExtensionRemoved', fix: `${again}; ${away}`, until };
  }
  const message = 'Somebody removed the extension AADLoginForWindows before the machine was ready.';
  const fix = `${again}; to have it installed now, ${RECONCILE}; ${away}`;
  return { status: 'False', reason: 'ExtensionRemoved', message, fix, until };
}

function present(extension: Extension, evidence: Evidence): Finding {
  switch (extension.provisioningState.toLowerCase()) {
    case 'succeeded':
      return stillThere(evidence) ?? installed(extension);
    case 'failed':
    case 'canceled':
      return (
        stillThere(evidence) ?? {
          status: 'False',
          reason: 'InstallFailed',
          message: readInstallFailure(extension).sentence,
        }
      );
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

function installed({ hasMdmId }: Extension): Finding {
  return hasMdmId ? { status: 'True', reason: 'ExtensionSucceeded' } : { status: 'False', reason: 'MdmIdMissing' };
}

/** We asked for its removal, and nothing works on it: it has not begun to show yet, or did not help. */
function stillThere({ history: { offboard }, now }: Evidence): Finding | undefined {
  const { removalRequestedAt, removals = 0, failure } = offboard ?? {};
  if (failure !== undefined) {
    const message = `Azure could not remove the extension: ${coded(failure)}`;
    return { status: 'False', reason: 'RemovalFailed', message };
  }
  const visibleBy = (removalRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
  if (now < visibleBy) return { status: 'Unknown', reason: 'ExtensionBeingRemoved', until: visibleBy };
  if (removals < MOST_REMOVALS) return undefined;
  const message = `Azure took on the removal of AADLoginForWindows ${removals} times, and the extension is still there.`;
  return { status: 'False', reason: 'RemovalFailed', message };
}
