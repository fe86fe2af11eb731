/** The three clouds in one table: everything that differs between them and that this app calls. */

export type CloudName = 'public' | 'china' | 'usgov';

export interface Cloud {
  /** Azure Resource Manager, without a trailing slash. */
  readonly armEndpoint: string;
  /** The scope of a token for it; it stays when `ARM_ENDPOINT` points elsewhere. */
  readonly armScope: string;
  /** Microsoft Graph, without a trailing slash. */
  readonly graphEndpoint: string;
  /** The scope of a token for it; it stays when `GRAPH_ENDPOINT` points elsewhere. */
  readonly graphScope: string;
  /** Where tokens come from. */
  readonly authorityHost: string;
  /** What follows the name of a storage account and `blob.`, `queue.` or `table.`. */
  readonly storageSuffix: string;
}

// Sources: Microsoft's network requirements of Azure Arc for each cloud; `AzureAuthorityHosts` of @azure/identity;
// learn.microsoft.com/graph/deployments (US Government L4; L5 has a host of its own). The authority of China is the one that the SDK and the article use for sign-in flows.
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  public: {
    armEndpoint: 'https://management.azure.com',
    armScope: 'https://management.azure.com/.default',
    graphEndpoint: 'https://graph.microsoft.com',
    graphScope: 'https://graph.microsoft.com/.default',
    authorityHost: 'https://login.microsoftonline.com',
    storageSuffix: 'core.windows.net',
  },
  china: {
    armEndpoint: 'https://management.chinacloudapi.cn',
    armScope: 'https://management.chinacloudapi.cn/.default',
    graphEndpoint: 'https://microsoftgraph.chinacloudapi.cn',
    graphScope: 'https://microsoftgraph.chinacloudapi.cn/.default',
    authorityHost: 'https://login.chinacloudapi.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
  usgov: {
    armEndpoint: 'https://management.usgovcloudapi.net',
    armScope: 'https://management.usgovcloudapi.net/.default',
    graphEndpoint: 'https://graph.microsoft.us',
    graphScope: 'https://graph.microsoft.us/.default',
    authorityHost: 'https://login.microsoftonline.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
};
