/** Whether a selector chooses a machine as Azure shows it now. */
import { parseMachineId } from '../../../onboarding/machineId.ts';
import type { MachineSelector } from '../../policy/selector.ts';
import { chooses, type SelectableMachine, selectable } from '../../readings/machineSelector.ts';
import { hold, type Proof } from '../outcome.ts';
import { type ProofDeps, told } from './proof.ts';

const CHECK = 'machine';

/** One of these selectors chooses it. */
export async function isChosen(scope: string, selectors: readonly MachineSelector[], deps: ProofDeps): Promise<Proof> {
  const machine = await machineAt(scope, deps);
  if (typeof machine === 'string') return unreadable(machine, deps);
  if (selectors.some((selector) => chooses(selector, machine))) return told(deps, CHECK, 'The selector chooses it.');
  const message = 'The selector does not choose the machine any more.';
  return told(deps, CHECK, message, hold('MachineUnmatched', message));
}

/** None of these selectors chooses it. A machine that is not there proves nothing: its assignments go with it. */
export async function isChosenByNone(
  scope: string,
  selectors: readonly MachineSelector[],
  deps: ProofDeps,
): Promise<Proof> {
  const machine = await machineAt(scope, deps);
  if (typeof machine === 'string') return unreadable(machine, deps);
  if (!selectors.some((selector) => chooses(selector, machine)))
    return told(deps, CHECK, 'No selector chooses it (GET of the machine).');
  const message = 'A selector chooses the machine.';
  return told(deps, CHECK, message, hold('StillMatching', message));
}

/** The machine, or why nothing can be said of it. Right after registration no agent has reported what it runs. */
async function machineAt(scope: string, deps: ProofDeps): Promise<SelectableMachine | string> {
  const id = parseMachineId(scope);
  const reading = id === undefined ? undefined : await deps.machines.get(id, {});
  if (reading?.kind !== 'machine') return 'The machine could not be read, or is not there any more.';
  const machine = selectable(reading.machine, deps.accessSettings.trustedTags);
  return machine.windows === null ? 'The machine has not reported its operating system yet.' : machine;
}

function unreadable(message: string, deps: ProofDeps): Proof {
  return told(deps, CHECK, message, hold('MachineUnreadable', message));
}
