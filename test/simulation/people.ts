/** What people and bad luck do at our own doors: calls to the API, messages on the queue, rows that are lost. */

import type { MachineId } from '../../src/lib/onboarding/machineId.ts';
import { messageFor } from '../../src/lib/onboarding/message.ts';
import type { Ledger, LookQueue } from '../../src/lib/onboarding/ports.ts';
import { requestLook } from '../../src/lib/onboarding/requestLook.ts';
import { offboardMachine } from '../../src/lib/status/offboardMachine.ts';
import { reconcileMachine } from '../../src/lib/status/reconcileMachine.ts';
import type { appFor } from './processApp.ts';
import type { Processes } from './processes.ts';
import type { Witness } from './witness.ts';
import type { OwnAct } from './world.ts';

export interface People {
  act(kind: OwnAct['kind'], id: MachineId): void;
  /** Asks for a look as the sweep does. */
  sweep(id: MachineId): void;
}

export interface PeopleDeps {
  readonly processes: Processes;
  readonly appOf: ReturnType<typeof appFor>;
  readonly queue: LookQueue;
  readonly ledger: Ledger;
  readonly excuse: Witness['excuse'];
  readonly offboard: Witness['offboard'];
}

export function createPeople({ processes, appOf, queue, ledger, excuse, offboard }: PeopleDeps): People {
  const nothing = () => undefined;
  return {
    act(kind, id) {
      switch (kind) {
        case 'person':
          excuse(id);
          return processes.run({
            what: `POST ${id.name}/reconcile`,
            work: async (by) =>
              void (await reconcileMachine.handle(
                { params: { ...id }, query: {}, body: undefined, by: 'a person' },
                appOf(by),
              )),
            ended: nothing,
            spared: true,
          });
        case 'offboard':
          offboard(id);
          return processes.run({
            what: `POST ${id.name}/offboard`,
            work: async (by) =>
              void (await offboardMachine.handle(
                { params: { ...id }, query: {}, body: undefined, by: 'a person' },
                appOf(by),
              )),
            ended: nothing,
            spared: true,
          });
        case 'forgedMessage':
          return void queue.send(messageFor(id, 'forged'), 0);
        case 'lostRow':
          return void lose(id, ledger);
      }
    },
    sweep(id) {
      processes.run({
        what: `sweep ${id.name}`,
        work: async (by) => {
          const app = appOf(by);
          const message = await requestLook({ id, token: app.newToken(), cause: 'event' }, app);
          if (message !== undefined) await app.queue.send(message, 0);
        },
        ended: nothing,
        spared: true,
      });
    },
  };
}

async function lose(id: MachineId, ledger: Ledger): Promise<void> {
  const held = await ledger.read(id);
  if (held !== undefined) await ledger.remove(id, held.etag);
}
