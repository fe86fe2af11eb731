import { outsideActiveDirectory } from './activeDirectory.ts';
import { allowListed, extensionsEnabled, inFullMode, notBlockListed } from './agentControls.ts';
import { notInCluster, notOnAzure } from './azureVm.ts';
import { offeredHere } from './offer.ts';
import { isWindows, joinable, newEnough, withDesktop } from './operatingSystem.ts';
import { reportReadable } from './report.ts';
import type { EligibilityRule } from './rule.ts';

/** Every requirement, the most telling first: of several that are not met, the first is what people read. */
export const ELIGIBILITY_RULES: readonly EligibilityRule[] = [
  isWindows,
  // Its operating system is no ordinary one, and its domain no accident.
  notInCluster,
  newEnough,
  withDesktop,
  joinable,
  // Of what is unknown, this tells most.
  reportReadable,
  outsideActiveDirectory,
  notOnAzure,
  // Monitor mode brings lists of its own, so it comes before them; the block list wins over the allow list.
  inFullMode,
  extensionsEnabled,
  notBlockListed,
  allowListed,
  offeredHere,
];
