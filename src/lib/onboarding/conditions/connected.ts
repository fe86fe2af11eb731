import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';
import type { ObservedMachine } from '../machine.ts';

/**
 * `Connected`: the agent answers. ARM lists `Connected`, `Disconnected` and `Error`; `Expired` (45 days without a
 * heartbeat) is sent but listed nowhere. An unknown word is shown as it came and waited on.
 */
export function connected({ machine }: Evidence): Finding {
  switch (machine.status?.toLowerCase()) {
    case undefined:
      return { status: 'Unknown', reason: 'NotReportedYet' };
    case 'connected':
      return { status: 'True', reason: 'AgentConnected' };
    case 'disconnected':
      return { status: 'False', reason: 'AgentDisconnected' };
    case 'expired':
      return { status: 'False', reason: 'AgentExpired' };
    default:
      return { status: 'False', reason: 'AgentInError', message: inError(machine) };
  }
}

function inError({ status, errors = [] }: ObservedMachine): string {
  const said = errors.length === 0 ? '.' : `: ${errors.join('; ')}`;
  return `The agent reports the status ${status}${said}`;
}
