import { type Fields, isFields } from './exchange.ts';
import { EXIT_CODES, type HandlerFailure, handlerFailure } from './failureTexts.ts';
import type { Extension, ExtensionSpec, Machine } from './machineState.ts';
import { reportedProperties } from './machineView.ts';
import type { World } from './world.ts';

/** How an install or an update ends. */
export type InstallOutcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: HandlerFailure };

const SUCCEEDED: InstallOutcome = { kind: 'succeeded' };

/** The first build of Windows Server 2025 and of Windows 11 24H2. */
const FIRST_SUPPORTED_BUILD = 26100;

/** What the agent and the handler make of an extension: what was said of the agent, else the rules of the world. */
export function installOutcome(world: World, extension: Extension): InstallOutcome {
  const said = world.agents.takeOutcome(extension.machine.id);
  if (said === 'succeeded') return SUCCEEDED;
  if (said) return { kind: 'failed', failure: handlerFailure(world.cloud, said.exitCode, said) };

  const message = refusal(extension.machine, extension.spec);
  if (message !== undefined) return { kind: 'refused', message };
  const exitCode = isEntraSignIn(extension.spec) ? signInExitCode(extension) : undefined;
  return exitCode === undefined ? SUCCEEDED : { kind: 'failed', failure: handlerFailure(world.cloud, exitCode) };
}

function isEntraSignIn({ publisher, type }: ExtensionSpec): boolean {
  return publisher.toLowerCase() === 'microsoft.azure.activedirectory' && type.toLowerCase() === 'aadloginforwindows';
}

/** The exit code of AADLoginForWindows, or undefined when nothing is in its way. */
function signInExitCode({ machine, spec }: Extension): number | undefined {
  const { osName, osType, osVersion } = reportedProperties(machine);
  const windows = [osName, osType].every((name) => typeof name === 'string' && name.toLowerCase() === 'windows');
  const build = Number(String(osVersion).split('.')[2]);
  if (!windows || !(build >= FIRST_SUPPORTED_BUILD)) return EXIT_CODES.unsupportedSystem;
  if (typeof spec.settings?.['mdmId'] !== 'string') return EXIT_CODES.missingMdmId;
  if (machine.identity?.principalId === undefined) return EXIT_CODES.noTenant;
  return undefined;
}

/** Why the agent does not even start the handler (arc: security-extensions.md); the wording is UNCONFIRMED. */
function refusal(machine: Machine, spec: ExtensionSpec): string | undefined {
  const { agentConfiguration } = reportedProperties(machine);
  const configuration: Fields = isFields(agentConfiguration) ? agentConfiguration : {};
  const name = `${spec.publisher}/${spec.type}`;
  const allowed = listed(configuration['extensionsAllowList']);

  if (configuration['extensionsEnabled'] === 'false')
    return `Extension ${name} was refused: the extension manager of the agent is disabled`;
  if (listed(configuration['extensionsBlockList']).includes(name.toLowerCase()))
    return `Extension ${name} was refused: it is on the block list of the agent`;
  if (allowed.length > 0 && !allowed.includes(name.toLowerCase()))
    return `Extension ${name} was refused: it is not on the allow list of the agent`;
  // Monitor mode has an allow list of its own, of monitoring extensions; of the others only ours matters here.
  if (configuration['configMode'] === 'monitor' && isEntraSignIn(spec))
    return `Extension ${name} was refused: the agent is in monitor mode`;
  return undefined;
}

function listed(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isFields).map(({ publisher, type }) => `${String(publisher)}/${String(type)}`.toLowerCase());
}
