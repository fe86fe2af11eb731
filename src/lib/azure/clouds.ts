/** The three clouds in one table: everything that differs between them and that this app calls. */

export type CloudName = 'public' | 'china' | 'usgov';

export interface Cloud {
  /** Azure Resource Manager, without a trailing slash. */
  readonly armEndpoint: string;
  /** The scope of a token for it; it stays when `ARM_ENDPOINT` points elsewhere. */
  readonly armScope: string;
  /** Where tokens come from. */
  readonly authorityHost: string;
  /** What follows the name of a storage account and `blob.`, `queue.` or `table.`. */
  readonly storageSuffix: string;
}

// Sources: Microsoft's network requirements of Azure Arc for each cloud; `AzureAuthorityHosts` of @azure/identity. The
// authority of China is the one that the SDK and the article use for sign-in flows.
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    armEndpoint: 'https://management.azure.com',
    armScope: 'https://management.azure.com/.default',
    authorityHost: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
  },
  china: {
    armEndpoint: 'https://management.chinacloudapi.cn',
    armScope: 'https://management.chinacloudapi.cn/.default',
    authorityHost: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
  usgov: {
    armEndpoint: 'https://management.usgovcloudapi.net',
    armScope: 'https://management.usgovcloudapi.net/.default',
    authorityHost: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
};
