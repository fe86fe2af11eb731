/** Where the app keeps its state, as these settings say. Makes no call. */
import type { Cloud } from '../lib/azure/clouds.ts';
import type { StorageAccess } from '../lib/azure/storage/clients.ts';
import type { Settings } from '../lib/settings/settings.ts';

/** Readings, plans and what runs remember. */
export const ACCESS_CONTAINER = 'access';

/** How the storage account of these settings is reached. */
export function storageOf(settings: Settings, { storageSuffix }: Cloud): StorageAccess {
  const { storageConnection, storageAccount, storageBlobUri, storageQueueUri, storageTableUri } = settings;
  if (storageConnection !== undefined) return { kind: 'connectionString', text: storageConnection };
  return {
    kind: 'identity',
    blobUrl: storageBlobUri ?? `https://${storageAccount}.blob.${storageSuffix}`,
    queueUrl: storageQueueUri ?? `https://${storageAccount}.queue.${storageSuffix}`,
    tableUrl: storageTableUri ?? `https://${storageAccount}.table.${storageSuffix}`,
  };
}
