import { toPeople } from '../../time.ts';
import type { Finding } from '../condition.ts';
import type { Exclusion } from '../evidence.ts';

/** `Selected`, of a machine that the ledger excludes: it waits for a person, whatever its tags and `ONBOARD` say. */
export function excludedOnRecord({ at, because, by, reason }: Exclusion): Finding {
  const on = toPeople(at);
  const why = reason === undefined ? '' : ` Reason: ${reason}`;
  switch (because) {
    case 'offboarded':
      return onReturn(`The machine had left Microsoft Entra when it was deleted from Azure (seen ${on}).`);
    case 'excluded':
      return onReturn(`The machine was excluded when it was deleted from Azure (seen ${on}).`);
    case 'person':
      return {
        status: 'False',
        reason: 'ExcludedByPerson',
        message: `${by ?? 'A person'} excluded the machine at ${on}.${why}`,
      };
  }
}

function onReturn(past: string): Finding {
  const message = `${past} It registered again with the same vmId, and is left alone until a person includes it.`;
  return { status: 'False', reason: 'ExcludedOnReturn', message };
}
