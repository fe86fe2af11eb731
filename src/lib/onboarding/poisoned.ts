/** A look that failed five times: the machine says so, instead of a message that nobody reads. */
import { coded } from './coded.ts';
import type { OnboardingSettings } from './evidence.ts';
import type { Looks } from './looks.ts';
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
 * that another look has overtaken marks nothing. Whoever dies between the marks and the next message comes back, finds
 * itself in `last`, and only sends that message. Answers whether the machine is marked.
 */
export async function poisoned(id: MachineId, token: string, deps: PoisonDeps): Promise<boolean> {
  const nextToken = deps.newToken();
  const delay = paced('permission', 0);
  const { answer } = await changeRow<Looks['next']>(id, deps, (record, now) => {
    const { running, next, last } = record.looks;
    if (last === token) return { answer: next };
    const overtaken = (running ?? next) !== undefined && running?.token !== token && next?.token !== token;
    if (overtaken) return { answer: undefined };

    const { code, message } = record.lastError ?? { code: 'Unknown', message: 'No look came as far as the ledger.' };
    const coming = { token: nextToken, at: now + delay, setAt: now, cause: 'schedule' as const };
    const told = note(
      { ...record, looks: { last: token, next: coming } },
      now,
      'LookKeptFailing',
      coded({ code, message }),
    );
    return {
      save: inTrouble(told, { reason: 'LookKeptFailing', code, message }, deps.settings.mode, now),
      answer: coming,
    };
  });
  if (answer === undefined) return false;
  await deps.queue.send(messageFor(id, answer.token), Math.max(0, answer.at - deps.clock.now()));
  return true;
}
