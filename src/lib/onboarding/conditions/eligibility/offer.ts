import type { EligibilityRule } from './rule.ts';

/** The region has the extension. Where ARM does not tell, the installation itself will: not knowing never blocks. */
export const offeredHere: EligibilityRule = ({ machine, offered }) => {
  if (offered !== false) return undefined;
  const message = `Azure does not offer the extension AADLoginForWindows in ${machine.location}.`;
  return { status: 'False', reason: 'NotOffered', message };
};
