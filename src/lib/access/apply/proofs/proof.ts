/** What proofs are made of: checks against Azure as it is now, each with what it said. */
import type { MachineReader } from '../../../onboarding/ports.ts';
import type { Clock } from '../../../time.ts';
import type { Directory } from '../../directory.ts';
import type { AccessSettings } from '../../runs/accessDeps.ts';
import type { Missing } from '../missing.ts';
import type { Hold, Proof } from '../outcome.ts';

export interface ProofDeps {
  readonly directory: Pick<Directory, 'person' | 'confirmedMembers' | 'group'>;
  readonly machines: Pick<MachineReader, 'get'>;
  readonly missing: Missing;
  readonly accessSettings: AccessSettings;
  readonly clock: Clock;
}

/** One check that said so; with a hold, it does not prove what it should. */
export function told(deps: Pick<ProofDeps, 'clock'>, check: string, said: string, hold?: Hold): Proof {
  return { evidence: [{ check, said, at: deps.clock.now() }], ...(hold !== undefined && { hold }) };
}

/** All of them together: proven when each is. Of several holds the first is told. */
export function allOf(proofs: readonly Proof[]): Proof {
  const hold = proofs.find((proof) => proof.hold !== undefined)?.hold;
  return { evidence: proofs.flatMap(({ evidence }) => evidence), ...(hold !== undefined && { hold }) };
}
