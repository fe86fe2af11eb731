/** A look that failed five times: the machine says so, instead of a message that nobody reads. */
import type { OnboardingSettings } from './evidence.ts';
import type { MachineId } from './machineId.ts';
import { messageFor } from './message.ts';
import { paced } from './pace.ts';
import type { LookQueue } from './ports.ts';
import { note } from './record.ts';
import { inTrouble } from './reflect.ts';
import { changeRow, type RowDeps } from './row.ts';

export interface PoisonDeps extends RowDeps {
  readonly queue: LookQueue;
  readonly newToken: () => string;
  readonly settings: Pick<OnboardingSettings, 'mode'>;
}

/**
 * Marks the machine as failed and has it looked at again in a quarter of an hour, since what was wrong may pass. A message
 * that another look has overtaken marks nothing. Answers whether the machine was marked.
 */
export async function poisoned(id: MachineId, token: string, deps: PoisonDeps): Promise<boolean> {
  const nextToken = deps.newToken();
  const delay = paced('permission', 0);
  const { answer } = await changeRow(id, deps, (record, now) => {
    const { running, next } = record.looks;
    const overtaken = (running ?? next) !== undefined && running?.token !== token && next?.token !== token;
    if (overtaken) return { answer: false };

    const { code, message } = record.lastError ?? { code: 'Unknown', message: 'No look came as far as the ledger.' };
    const looks = { next: { token: nextToken, at: now + delay, setAt: now, cause: 'schedule' as const } };
    const told = note({ ...record, looks }, now, 'LookKeptFailing', `${code}: ${message}`);
    return {
      save: inTrouble(told, { reason: 'LookKeptFailing', code, message }, deps.settings.mode, now),
      answer: true,
    };
  });
  if (answer) await deps.queue.send(messageFor(id, nextToken), delay);
  return answer;
}
