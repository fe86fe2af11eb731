/**
 * What people forbid the agent, on the machine itself (arc: security-extensions.md). ARM takes the installation on all the
 * same and the agent then fails it, so it is not even tried. What an agent does not report is not restricted: agents from
 * before these controls report none.
 */
import { type ExtensionName, isEntraSignIn } from '../../machine.ts';
import type { EligibilityRule } from './rule.ts';

export const inFullMode: EligibilityRule = ({ machine: { agent } }) =>
  agent?.monitorMode === true ? { status: 'False', reason: 'MonitorMode' } : undefined;

export const extensionsEnabled: EligibilityRule = ({ machine: { agent } }) =>
  agent?.extensionsEnabled === false ? { status: 'False', reason: 'ExtensionsDisabled' } : undefined;

export const notBlockListed: EligibilityRule = ({ machine: { agent } }) =>
  names(agent?.blockList) ? { status: 'False', reason: 'BlockListed' } : undefined;

/** An empty list allows everything; one with `Allow/None` alone allows nothing, as any other that leaves ours out. */
export const allowListed: EligibilityRule = ({ machine: { agent } }) => {
  const restricted = (agent?.allowList ?? []).length > 0;
  return restricted && !names(agent?.allowList) ? { status: 'False', reason: 'NotAllowListed' } : undefined;
};

function names(list: readonly ExtensionName[] = []): boolean {
  return list.some(isEntraSignIn);
}
