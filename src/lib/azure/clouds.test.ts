import { describe, expect, it } from 'vitest';
import { CLOUDS } from './clouds.ts';

// From Microsoft's network requirements of Azure Arc, the national clouds of Microsoft Graph and the storage endpoints of each cloud.
describe('CLOUDS', () => {
  it.each([
    {
      cloud: 'public' as const,
      arm: 'management.azure.com',
      graph: 'graph.microsoft.com',
      login: 'login.microsoftonline.com',
      storage: 'core.windows.net',
    },
    {
      cloud: 'china' as const,
      arm: 'management.chinacloudapi.cn',
      graph: 'microsoftgraph.chinacloudapi.cn',
      login: 'login.chinacloudapi.cn',
      storage: 'core.chinacloudapi.cn',
    },
    {
      cloud: 'usgov' as const,
      arm: 'management.usgovcloudapi.net',
      graph: 'graph.microsoft.us',
      login: 'login.microsoftonline.us',
      storage: 'core.usgovcloudapi.net',
    },
  ])('names the endpoints of $cloud', ({ cloud, arm, graph, login, storage }) => {
    expect(CLOUDS[cloud]).toEqual({
      armEndpoint: `https://${arm}`,
      armScope: `https://${arm}/.default`,
      graphEndpoint: `https://${graph}`,
      graphScope: `https://${graph}/.default`,
      authorityHost: `https://${login}`,
      storageSuffix: storage,
    });
  });

  it('has these three and no other', () => {
    expect(Object.keys(CLOUDS)).toEqual(['public', 'china', 'usgov']);
  });
});
