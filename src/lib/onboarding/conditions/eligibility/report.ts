import type { EligibilityRule } from './rule.ts';

/** What the agent says and nobody can read may be the very thing that forbids the installation: no "not said". */
export const reportReadable: EligibilityRule = ({ machine: { unreadable = [] } }) => {
  const ofAgent = unreadable.filter((name) => name === 'kind' || /^properties\b/.test(name));
  if (ofAgent.length === 0) return undefined;
  const message = `This app cannot read what Azure Resource Manager says of the machine in ${ofAgent.join(', ')}.`;
  return { status: 'Unknown', reason: 'ReportUnreadable', message };
};
