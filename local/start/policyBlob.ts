/** The blob from which the app reads its access policy, in the laptop's own storage. */
import { BlobServiceClient } from '@azure/storage-blob';

/** Gives nobody access, and takes nobody's. */
export const NO_BINDINGS = 'version: 1\nbindings: []\n';

export interface PolicyBlob {
  /** For ACCESS_POLICY_URL. */
  readonly url: string;
  /** Puts the content into the blob as it is, whatever was there before. */
  upload(content: string | Buffer): Promise<void>;
}

/** The policy's blob in this storage account. No call is made yet. */
export function policyBlobIn(connectionString: string): PolicyBlob {
  const container = BlobServiceClient.fromConnectionString(connectionString).getContainerClient('policy');
  const blob = container.getBlockBlobClient('access-policy.yaml');
  return {
    url: blob.url,
    async upload(content) {
      await container.createIfNotExists();
      // The media type of YAML: RFC 9512.
      await blob.uploadData(Buffer.from(content), { blobHTTPHeaders: { blobContentType: 'application/yaml' } });
    },
  };
}
