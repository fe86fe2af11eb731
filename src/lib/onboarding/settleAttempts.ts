/** How attempts went whose end is not on record yet, by what the machine shows. Pure. */
import { defined } from '../defined.ts';
import type { ConditionStatus, Conditions } from './condition.ts';
import { exitCodeIn, readInstallFailure } from './installFailure.ts';
import type { Extension } from './machine.ts';
import type { Attempt, MachineRecord } from './record.ts';

type Judged = MachineRecord & { readonly conditions: Conditions };
type Settled = Pick<Attempt, 'outcome' | 'code'>;

/**
 * The attempts of the record, the newest of each kind with its end when that shows. One kind may overtake another: a
 * machine is excluded while its installation is under way.
 */
export function settleAttempts(record: Judged, extension: Extension | undefined): readonly Attempt[] {
  const { attempts } = record;
  return attempts.map((attempt, index) => {
    const isOpen = attempt.outcome === 'accepted' || attempt.outcome === 'requested';
    const isNewest = attempts.findLastIndex(({ what }) => what === attempt.what) === index;
    return isOpen && isNewest ? { ...attempt, ...ended(attempt.what, record, extension) } : attempt;
  });
}

/** The end of the newest attempt of this kind; undefined while it is not known. */
function ended(what: Attempt['what'], record: Judged, extension: Extension | undefined): Settled | undefined {
  const status = statusOf(what, record.conditions, extension);
  if (status === 'Unknown') return undefined;
  if (status === 'True') return { outcome: 'succeeded' };
  return defined({ outcome: 'failed' as const, code: codeOf(what, record, extension) });
}

/** Whether what was asked for is the case. */
function statusOf(
  what: Attempt['what'],
  { Selected, IdentityEnabled, ExtensionInstalled }: Conditions,
  extension: Extension | undefined,
): ConditionStatus {
  switch (what) {
    case 'enableIdentity':
      return IdentityEnabled.status;
    case 'installExtension':
      return ExtensionInstalled.status;
    case 'excludeByTag':
      if (Selected.reason === 'ExclusionRequested' || Selected.reason === 'TagsUnreadable') return 'Unknown';
      return Selected.reason === 'ExcludedByTag' ? 'True' : 'False';
    case 'removeExtension':
      if (ExtensionInstalled.status === 'Unknown') return 'Unknown';
      return extension === undefined ? 'True' : 'False';
  }
}

function codeOf(what: Attempt['what'], record: Judged, extension: Extension | undefined): string | undefined {
  if (what === 'removeExtension') return record.offboard?.failure?.code;
  if (what !== 'installExtension') return undefined;
  if (extension !== undefined) return readInstallFailure(extension).exitCode;
  // The operation may tell before the machine shows the extension; its own code is the same for every failure.
  const { code, message = '' } = record.installFailure ?? {};
  return exitCodeIn(message) ?? code;
}
