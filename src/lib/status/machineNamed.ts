/** A machine that a query names: by its full ARM id, or by a name that only one machine has. */
import { foldCase } from '../foldCase.ts';
import { type Problem, problem } from '../http/problem.ts';
import { armId, type MachineId, parseMachineId } from '../onboarding/machineId.ts';
import type { Ledger } from '../onboarding/ports.ts';
import { unknownMachine } from './machines.ts';

export type NamedMachine =
  | { readonly ok: true; readonly id: MachineId }
  | { readonly ok: false; readonly problem: Problem<'unknown-machine' | 'ambiguous-machine'> };

/** As many of one name as anybody wants to choose from. */
const CANDIDATES = 20;

/** Finds the machine on record. */
export async function machineNamed(text: string, ledger: Ledger): Promise<NamedMachine> {
  const id = parseMachineId(text);
  if (id !== undefined) {
    const held = await ledger.read(id);
    return held === undefined ? unknown(id) : { ok: true, id: held.record.id };
  }
  const found = await namesakes(foldCase(text), ledger);
  const [only, ...others] = found;
  if (only === undefined) return unknown();
  if (others.length === 0) return { ok: true, id: only };
  const detail = `${found.length === CANDIDATES ? 'Many' : found.length} machines are named ${only.name}; give the full id of one.`;
  return { ok: false, problem: problem('ambiguous-machine', detail, { candidates: found.map(armId) }) };
}

function unknown(id?: MachineId): NamedMachine {
  return { ok: false, problem: unknownMachine('on record', id) };
}

async function namesakes(name: string, ledger: Ledger): Promise<MachineId[]> {
  const found: MachineId[] = [];
  let from: string | undefined;
  do {
    const page = await ledger.list({ q: name }, 1000, from);
    found.push(
      ...page.items.filter(({ id, state }) => foldCase(id.name) === name && state !== 'Gone').map(({ id }) => id),
    );
    from = page.next;
  } while (from !== undefined && found.length < CANDIDATES);
  return found.slice(0, CANDIDATES);
}
