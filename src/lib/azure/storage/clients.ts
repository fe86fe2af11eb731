/** Clients of the storage account that the Functions host has anyway: nothing more to provision. */
import type { TokenCredential } from '@azure/core-auth';
import { TableClient } from '@azure/data-tables';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';

/** How the storage account is reached. */
export type StorageAccess =
  | { readonly kind: 'connectionString'; readonly text: string }
  | { readonly kind: 'identity'; readonly queueUrl: string; readonly tableUrl: string };

export interface Storage {
  table(name: string): TableClient;
  queue(name: string): QueueClient;
}

/** Opens the account; `credential` is used where no connection string is. No call is made yet. */
export function openStorage(access: StorageAccess, credential: TokenCredential): Storage {
  if (access.kind === 'identity') {
    const queues = new QueueServiceClient(access.queueUrl, credential);
    return {
      table: (name) => new TableClient(access.tableUrl, name, credential),
      queue: (name) => queues.getQueueClient(name),
    };
  }
  const queues = QueueServiceClient.fromConnectionString(access.text);
  // The emulator speaks http; a storage account in Azure refuses it by itself.
  const options = {
    allowInsecureConnection: /DefaultEndpointsProtocol=http(;|$)|UseDevelopmentStorage=true/i.test(access.text),
  };
  return {
    table: (name) => TableClient.fromConnectionString(access.text, name, options),
    queue: (name) => queues.getQueueClient(name),
  };
}
