import { outsideActiveDirectory } from './activeDirectory.ts';
import { allowListed, extensionsEnabled, inFullMode, notBlockListed } from './agentControls.ts';
import { notOnAzure } from './azureVm.ts';
import { offeredHere } from './offer.ts';
import { isWindows, newEnough, withDesktop } from './operatingSystem.ts';
import type { EligibilityRule } from './rule.ts';

/** Every requirement, the most telling first: of several that are not met, the first is what people read. */
export const ELIGIBILITY_RULES: readonly EligibilityRule[] = [
  isWindows,
  newEnough,
  withDesktop,
  outsideActiveDirectory,
  notOnAzure,
  // Monitor mode brings lists of its own, so it comes before them; the block list wins over the allow list.
  inFullMode,
  extensionsEnabled,
  notBlockListed,
  allowListed,
  offeredHere,
];
