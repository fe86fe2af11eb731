import type { ServiceName } from './faults.ts';
import { keyOf } from './resourceId.ts';

/** Counts by service, operation and status; `"dropped"` stands for a connection that was closed instead of answered. */
export type CountsByOperation = Record<string, Record<string, number>>;

/** What `GET /stats` tells of requests. */
export interface RequestCounts {
  count(request: {
    readonly service: ServiceName;
    readonly operation: string;
    readonly status: number;
    /** The machine that a write is for, as an id. */
    readonly writtenMachine?: string | undefined;
  }): void;
  byService(): Partial<Record<ServiceName, CountsByOperation>>;
  /** Every write request at or below a machine, whatever its answer, by the id in the case first used. */
  writesPerMachine(): Record<string, number>;
}

/** Counters at zero. */
export function requestCounts(): RequestCounts {
  const services: Partial<Record<ServiceName, CountsByOperation>> = {};
  const writes = new Map<string, { readonly id: string; count: number }>();

  return {
    count({ service, operation, status, writtenMachine }) {
      const operations = (services[service] ??= {});
      const statuses = (operations[operation] ??= {});
      const name = status === 0 ? 'dropped' : String(status);
      statuses[name] = (statuses[name] ?? 0) + 1;
      if (writtenMachine === undefined) return;
      const machine = writes.get(keyOf(writtenMachine)) ?? { id: writtenMachine, count: 0 };
      machine.count += 1;
      writes.set(keyOf(writtenMachine), machine);
    },
    byService: () => structuredClone(services),
    writesPerMachine: () => Object.fromEntries([...writes.values()].map(({ id, count }) => [id, count])),
  };
}
