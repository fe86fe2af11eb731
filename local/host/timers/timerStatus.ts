import { BlobServiceClient, type BlockBlobClient, RestError } from '@azure/storage-blob';
import * as z from 'zod';
import { parsedJson } from '../parsedJson.ts';

/** When a timer ran and when it is due; epoch milliseconds. */
export interface TimerStatus {
  /** Undefined before the first run. */
  last: number | undefined;
  next: number;
  lastUpdated: number | undefined;
}

/** What .NET writes for an instant that never was. */
const NEVER = '0001-01-01T00:00:00+00:00';

const Instant = z.string().transform((text) => {
  const instant = Date.parse(text);
  return text.startsWith('0001-01-01') || Number.isNaN(instant) ? undefined : instant;
});
const StatusBlob = z.object({ Last: Instant, Next: Instant, LastUpdated: Instant });

/** The status as the blob and the function's input have it. */
export function statusJson({ last, next, lastUpdated }: TimerStatus): Record<'Last' | 'Next' | 'LastUpdated', string> {
  const iso = (instant: number | undefined): string =>
    instant === undefined ? NEVER : new Date(instant).toISOString();
  return { Last: iso(last), Next: iso(next), LastUpdated: iso(lastUpdated) };
}

/** Reads a status blob's text; undefined for anything else, so that the timer starts anew as on its first start. */
export function parseStatus(text: string): TimerStatus | undefined {
  const status = StatusBlob.safeParse(parsedJson(text));
  if (!status.success || status.data.Next === undefined) return undefined;
  return { last: status.data.Last, next: status.data.Next, lastUpdated: status.data.LastUpdated };
}

export interface TimerStatuses {
  read(functionName: string): Promise<TimerStatus | undefined>;
  write(functionName: string, status: TimerStatus): Promise<void>;
}

/** The statuses in `azure-webjobs-hosts/timers/HOSTID/Host.Functions.NAME/status`, where the real host keeps them. */
export function createTimerStatuses(connectionString: string, hostId: string): TimerStatuses {
  const service = BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 3, retryDelayInMs: 200 },
  });
  const container = service.getContainerClient('azure-webjobs-hosts');
  const blob = (functionName: string): BlockBlobClient =>
    container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  return {
    read: async (functionName) => {
      try {
        return parseStatus((await blob(functionName).downloadToBuffer()).toString());
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return undefined;
        throw error;
      }
    },
    write: async (functionName, status) => {
      const text = JSON.stringify(statusJson(status));
      await container.createIfNotExists();
      await blob(functionName).upload(text, Buffer.byteLength(text));
    },
  };
}
