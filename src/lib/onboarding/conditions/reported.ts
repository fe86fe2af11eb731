import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';

/**
 * `Reported`: the agent has told ARM what the machine is. Right after registration it has not (no status, no osType), and
 * that means "ask again soon", never "not Windows".
 */
export function reported({ machine }: Evidence): Finding {
  const { status, os } = machine;
  const known = status !== undefined && (os.type !== undefined || os.sku !== undefined) && os.version !== undefined;
  return known ? { status: 'True', reason: 'AgentReported' } : { status: 'Unknown', reason: 'NotReportedYet' };
}
