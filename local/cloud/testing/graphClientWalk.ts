/**
 * Microsoft's Graph client, wired up as in production, in a process of its own: only at its start does Node take the CA
 * from NODE_EXTRA_CA_CERTS. Walks through the transitive members of GROUP at GRAPH and asks for one that is not there.
 */
import { ManagedIdentityCredential } from '@azure/identity';
import { Client, GraphError, PageIterator } from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import * as z from 'zod';

const { GRAPH, GROUP } = z.object({ GRAPH: z.url(), GROUP: z.guid() }).parse(process.env);

const authProvider = new TokenCredentialAuthenticationProvider(new ManagedIdentityCredential(), {
  scopes: ['https://graph.microsoft.com/.default'],
});
// Without the host the client would send no token, and say nothing.
const client = Client.initWithMiddleware({ baseUrl: GRAPH, authProvider, customHosts: new Set(['localhost']) });

const headers = { ConsistencyLevel: 'eventual' };
const first: unknown = await client
  .api(`/groups/${GROUP}/transitiveMembers/microsoft.graph.user`)
  .headers(headers)
  .query({ $count: 'true' })
  .select('id,accountEnabled')
  .top(2)
  .get();
const ids: string[] = [];
const page = z.looseObject({ value: z.array(z.unknown()) }).parse(first);
const collect = (item: unknown) => ids.push(z.object({ id: z.string() }).parse(item).id) > 0;
await new PageIterator(client, page, collect, { headers }).iterate();

const missing: unknown = await client
  .api('/users/nobody@contoso.com')
  .get()
  .catch((error: unknown) => (error instanceof GraphError ? [error.statusCode, error.code, error.requestId] : error));
console.log(JSON.stringify({ ids, missing }));
