import { fullVersion } from './extensionView.ts';
import { failureMessage } from './failureTexts.ts';
import { type InstallOutcome, installOutcome } from './installOutcome.ts';
import type { Extension, Machine, Operation } from './machineState.ts';
import { isReachable } from './machineView.ts';
import { closeOperation } from './operations.ts';
import { announce } from './resourceEvents.ts';
import type { World } from './world.ts';

/** UNCONFIRMED: no failed Arc operation was found recorded; this is the code that Azure VMs have. */
const FAILED_CODE = 'VMExtensionProvisioningError';

/** Lets the agent begin on an operation, if it can be reached; otherwise the operation waits for `wakeAgent`. */
export function beginWork(world: World, operation: Operation): void {
  const { machine } = operation.extension;
  if (!isReachable(machine)) return;
  const seconds = world.agents.installSeconds(machine.id);
  operation.stopWork = world.time.after(seconds * 1000, () => {
    delete operation.stopWork;
    // Gone offline meanwhile: the agent starts again when it is back.
    if (isReachable(machine)) finishWork(world, operation);
  });
}

/** Lets the agent begin on everything that waited for it. */
export function wakeAgent(world: World, machine: Machine): void {
  for (const { operation } of machine.extensions.values()) {
    if (operation && !operation.stopWork) beginWork(world, operation);
  }
}

function finishWork(world: World, operation: Operation): void {
  const { extension } = operation;
  if (operation.kind === 'delete') finishDelete(world, operation, extension);
  else finishInstall(world, operation, installOutcome(world, extension));
}

function finishDelete(world: World, operation: Operation, extension: Extension): void {
  extension.machine.extensions.delete(extension.name.toLowerCase());
  closeOperation(world, operation, { status: 'Succeeded' });
  announceEnd(world, operation, true);
}

function finishInstall(world: World, operation: Operation, outcome: InstallOutcome): void {
  const { extension } = operation;
  const handler = `${extension.spec.publisher}.${extension.spec.type}`;
  if (outcome.kind === 'succeeded') {
    extension.provisioningState = 'Succeeded';
    extension.everSucceeded = true;
    const message = `Extension Message: ${handler} ${fullVersion(extension.spec)} is installed.`;
    extension.status = { code: '0', level: 'Information', message };
    closeOperation(world, operation, { status: 'Succeeded' });
  } else {
    const step = operation.kind === 'install' ? 'Install' : 'Update';
    const message = outcome.kind === 'refused' ? outcome.message : failureMessage(outcome.failure, step, handler);
    const code = outcome.kind === 'refused' ? '1' : String(outcome.failure.exitCode);
    extension.provisioningState = 'Failed';
    extension.status = { code, level: 'Error', message };
    closeOperation(world, operation, { status: 'Failed', error: { code: FAILED_CODE, message } });
  }
  announceEnd(world, operation, outcome.kind === 'succeeded');
}

/** UNCONFIRMED: the event of an asynchronous write comes at its end here, not when it is accepted. */
function announceEnd(world: World, operation: Operation, succeeded: boolean): void {
  const { extension, kind, asker } = operation;
  world.index.changed(extension.machine);
  announce(world, asker, {
    subscriptionId: extension.machine.subscriptionId,
    resourceId: extension.id,
    resourceType: 'Microsoft.HybridCompute/machines/extensions',
    verb: kind === 'delete' ? 'delete' : 'write',
    succeeded,
    existed: kind !== 'install',
  });
}
