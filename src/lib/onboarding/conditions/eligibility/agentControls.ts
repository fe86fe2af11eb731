/**
 * What people forbid the agent, on the machine itself (arc: security-extensions.md). ARM takes the installation on all the
 * same and the agent then fails it, so it is not even tried. What an agent does not report is not restricted: agents from
 * before these controls report none.
 */
import { matchesGlob } from '../../../glob.ts';
import { ENTRA_SIGN_IN, type ExtensionName, isEntraSignIn } from '../../machine.ts';
import type { EligibilityRule } from './rule.ts';

export const inFullMode: EligibilityRule = ({ machine: { agent } }) =>
  agent?.monitorMode === true ? { status: 'False', reason: 'MonitorMode' } : undefined;

export const extensionsEnabled: EligibilityRule = ({ machine: { agent } }) =>
  agent?.extensionsEnabled === false ? { status: 'False', reason: 'ExtensionsDisabled' } : undefined;

export const notBlockListed: EligibilityRule = ({ machine: { agent } }) =>
  (agent?.blockList ?? []).some(forbids) ? { status: 'False', reason: 'BlockListed' } : undefined;

/** An empty list allows everything; one with `Allow/None` alone allows nothing, as any other that leaves ours out. */
export const allowListed: EligibilityRule = ({ machine: { agent } }) => {
  const restricted = (agent?.allowList ?? []).length > 0;
  const isNamed = agent?.allowList?.some(isEntraSignIn) === true;
  return restricted && !isNamed ? { status: 'False', reason: 'NotAllowListed' } : undefined;
};

/** No page tells of wildcards in these lists; where somebody has written one to forbid, it counts. */
function forbids({ publisher, type }: ExtensionName): boolean {
  return matchesGlob(publisher, ENTRA_SIGN_IN.publisher) && matchesGlob(type, ENTRA_SIGN_IN.type);
}
