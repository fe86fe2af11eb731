import type { EligibilityRule } from './rule.ts';

/**
 * An Azure VM has an agent and an extension of its own, and the Arc agent on it is not supported (arc: prerequisites.md).
 * Where the agent does not tell who runs the machine, it is taken for no Azure VM: hardly anybody does this.
 */
export const notOnAzure: EligibilityRule = ({ machine }) =>
  machine.azureVm === true ? { status: 'False', reason: 'AzureVm' } : undefined;
