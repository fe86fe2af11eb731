import { tagText } from '../../../tags.ts';
import { ARTICLE } from '../../reasons.ts';
import type { EligibilityRule } from './rule.ts';

/**
 * An Azure VM has an agent and an extension of its own, and the Arc agent on it is not supported (arc: prerequisites.md).
 * Where the agent does not tell who runs the machine, it is taken for no Azure VM: hardly anybody does this.
 */
export const notOnAzure: EligibilityRule = ({ machine }) =>
  machine.azureVm === true ? { status: 'False', reason: 'AzureVm' } : undefined;

/**
 * The nodes of an Azure Local cluster are members of an Active Directory domain by design, and run an operating system of
 * their own; the article names Windows Server 2025 and Windows 11.
 */
export const notInCluster: EligibilityRule = ({ machine, settings }) => {
  if (machine.clusterNode !== true) return undefined;
  const fix = `Leave the machine as it is and set the tag ${tagText(settings.excludeTag)}; for supported systems see ${ARTICLE}.`;
  return { status: 'False', reason: 'ClusterNode', fix };
};
