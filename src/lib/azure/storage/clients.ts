/** Clients of the storage account that the Functions host has anyway: nothing more to provision. */
import type { TokenCredential } from '@azure/core-auth';
import { TableClient } from '@azure/data-tables';
import { BlobClient, BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';

/** How the storage account is reached. */
export type StorageAccess =
  | { readonly kind: 'connectionString'; readonly text: string }
  | { readonly kind: 'identity'; readonly blobUrl: string; readonly queueUrl: string; readonly tableUrl: string };

export interface Storage {
  table(name: string): TableClient;
  queue(name: string): QueueClient;
  container(name: string): ContainerClient;
  /** The blob at this URL, in whatever account it lies. */
  blob(url: string): BlobClient;
}

/** Not the SDK's own, which wait up to 44 seconds: whoever calls comes back later anyway. */
const BLOB_OPTIONS = { retryOptions: { maxTries: 3, retryDelayInMs: 500, maxRetryDelayInMs: 5000 } };

/** Opens the account; `credential` is used where no connection string is. No call is made yet. */
export function openStorage(access: StorageAccess, credential: TokenCredential): Storage {
  if (access.kind === 'identity') {
    const queues = new QueueServiceClient(access.queueUrl, credential);
    const blobs = new BlobServiceClient(access.blobUrl, credential, BLOB_OPTIONS);
    return {
      table: (name) => new TableClient(access.tableUrl, name, credential),
      queue: (name) => queues.getQueueClient(name),
      container: (name) => blobs.getContainerClient(name),
      blob: (url) => new BlobClient(url, credential, BLOB_OPTIONS),
    };
  }
  const queues = QueueServiceClient.fromConnectionString(access.text);
  const blobs = BlobServiceClient.fromConnectionString(access.text, BLOB_OPTIONS);
  // The emulator speaks http; a storage account in Azure refuses it by itself.
  const options = {
    allowInsecureConnection: /DefaultEndpointsProtocol=http(;|$)|UseDevelopmentStorage=true/i.test(access.text),
  };
  return {
    table: (name) => TableClient.fromConnectionString(access.text, name, options),
    queue: (name) => queues.getQueueClient(name),
    container: (name) => blobs.getContainerClient(name),
    blob: (url) => ownBlob(blobs, url) ?? new BlobClient(url, credential, BLOB_OPTIONS),
  };
}

/** The blob as the account of the connection string reaches it; undefined when it lies elsewhere. The emulator takes no tokens. */
function ownBlob(blobs: BlobServiceClient, url: string): BlobClient | undefined {
  const [account, blob] = [new URL(blobs.url), new URL(url)];
  // The account is the host, and in the emulator the first segment of the path.
  const within = `${account.pathname.replace(/\/$/, '')}/`;
  if (account.origin !== blob.origin || !blob.pathname.startsWith(within)) return undefined;
  // A connection string with a shared access signature has it in the query, and no key.
  for (const [name, value] of account.searchParams) blob.searchParams.set(name, value);
  return new BlobClient(blob.href, blobs.credential, BLOB_OPTIONS);
}
