import { createHash } from 'node:crypto';
import * as z from 'zod';
import { unknownApiVersion } from './apiVersions.ts';
import { answer, type CloudReply, type Fields } from './exchange.ts';
import { parseBody } from './requestBodies.ts';
import { runQuery, type Table } from './resourceGraphQuery.ts';
import { graphRefusal, resourceGraphQuota } from './resourceGraphQuota.ts';
import { readQuery } from './resourceGraphSyntax.ts';
import { resourceGraphTables } from './resourceGraphTables.ts';
import { QueryProblem } from './resourceGraphTokens.ts';
import type { Call, Route } from './routes.ts';
import type { World } from './world.ts';

const API_VERSIONS = ['2024-04-01', '2022-10-01', '2021-03-01'];

/** QueryRequest of the specification, without what is not simulated (facets, results as a table). */
const queryRequest = z.strictObject({
  query: z.string(),
  subscriptions: z.array(z.string()).max(1000).optional(),
  managementGroups: z.array(z.string()).max(10).optional(),
  options: z
    .strictObject({
      $top: z.number().int().min(1).max(1000).default(1000),
      $skip: z.number().int().min(0).optional(),
      $skipToken: z.string().optional(),
      resultFormat: z.literal('objectArray').optional(),
      allowPartialScopes: z.boolean().optional(),
      authorizationScopeFilter: z.literal('AtScopeAndBelow').optional(),
    })
    .default({ $top: 1000 }),
});

type QueryRequest = z.output<typeof queryRequest>;

/** Azure Resource Graph: queries over what this cloud holds. */
export function resourceGraphRoutes(world: World): Route[] {
  const quota = resourceGraphQuota();
  const run = rememberingLast(world);
  const query = (call: Call): CloudReply => {
    if (!API_VERSIONS.includes(call.apiVersion)) return unknownApiVersion('resources', call.apiVersion, API_VERSIONS);
    const { caller, correlationId } = call.asker;
    const passed = quota.pass(caller.principal, world.time.now(), correlationId);
    if ('refused' in passed) return passed.refused;
    const parsed = parseBody(queryRequest, call.request.body);
    const reply = 'refused' in parsed ? parsed.refused : answered(world, call, parsed.value, run);
    return { ...reply, headers: { ...passed.headers, ...reply.headers } };
  };
  return [
    {
      template: '/providers/Microsoft.ResourceGraph/resources',
      resource: 'resourceGraph',
      hybridCompute: false,
      onlyReads: true,
      methods: { POST: query },
    },
  ];
}

type Run = (query: string, subscriptions: ReadonlySet<string>, goesOn: boolean) => Table;

/**
 * Runs queries. The pages of one answer are asked for in a row, and the work is done for the first: what changes meanwhile
 * is not seen, unless another first page is asked for in between.
 */
function rememberingLast(world: World): Run {
  let last: { readonly asked: string; readonly table: Table } | undefined;
  return (query, subscriptions, goesOn) => {
    const asked = JSON.stringify([query, [...subscriptions]]);
    if (last?.asked !== asked || !goesOn)
      last = { asked, table: runQuery(readQuery(query), resourceGraphTables(world, subscriptions)) };
    return last.table;
  };
}

function answered(world: World, call: Call, request: QueryRequest, run: Run): CloudReply {
  const scope = scopeOf(world, request);
  if ('problem' in scope) return badRequest(world, call, scope.problem);
  const from = offsetOf(request);
  if (from === undefined) return badRequest(world, call, 'InvalidSkipToken: the $skipToken is not of this query.');
  try {
    return answer(200, pageOf(run(request.query, scope.subscriptions, from > 0), request, from));
  } catch (error) {
    if (error instanceof QueryProblem) return badRequest(world, call, `ParserFailure: ${error.message}`);
    throw error;
  }
}

/** UNCONFIRMED: what an unknown management group gets. Unknown subscriptions beside known ones are ignored. */
function scopeOf(
  world: World,
  { subscriptions, managementGroups = [] }: QueryRequest,
): { readonly subscriptions: ReadonlySet<string> } | { readonly problem: string } {
  const unknown = managementGroups.find((name) => name.toLowerCase() !== world.managementGroup.toLowerCase());
  if (unknown !== undefined) return { problem: `InvalidManagementGroup: '${unknown}' is not known.` };
  const named = subscriptions?.map((id) => id.toLowerCase()) ?? [];
  const known = named.filter((id) => world.subscriptions.has(id));
  if (subscriptions !== undefined && known.length === 0 && named.length > 0) {
    return { problem: `NoValidSubscriptionsInQueryRequest: given '${named.join(', ')}'.` };
  }
  // No scope at all, an empty list included, is the whole tenant; so is its one management group.
  const isWhole = named.length === 0 || managementGroups.length > 0;
  return { subscriptions: new Set(isWhole ? world.subscriptions.keys() : known) };
}

function pageOf({ columns, rows }: Table, request: QueryRequest, from: number): Fields {
  const { $top } = request.options;
  const data = rows.slice(from, from + $top);
  const more = from + data.length < rows.length;
  // learn.microsoft.com, resource-graph/concepts/paging-results: a result of dynamic columns alone has no further page.
  const pageable = [...columns.values()].includes('string');
  return {
    totalRecords: rows.length,
    count: data.length,
    facets: [],
    data,
    resultTruncated: more && !pageable ? 'true' : 'false',
    ...(more && pageable && { $skipToken: skipToken(request, from + data.length) }),
  };
}

function offsetOf(request: QueryRequest): number | undefined {
  const { $skip, $skipToken } = request.options;
  if ($skipToken === undefined) return $skip ?? 0;
  const offset = Number(Buffer.from($skipToken, 'base64').toString().split(' ')[0]);
  return skipToken(request, offset) === $skipToken ? ($skip ?? offset) : undefined;
}

/** A token is good for the query and the scopes that it was given with. */
function skipToken({ query, subscriptions, managementGroups }: QueryRequest, offset: number): string {
  const asked = JSON.stringify([query, subscriptions, managementGroups]);
  return Buffer.from(`${offset} ${createHash('sha256').update(asked).digest('hex')}`).toString('base64');
}

function badRequest(world: World, { asker }: Call, why: string): CloudReply {
  const [code = '', ...message] = why.split(': ');
  const when = { now: world.time.now(), correlationId: asker.correlationId };
  return graphRefusal(400, 'BadRequest', when, {}, [
    {
      code: 'InvalidQuery',
      message:
        'Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.',
    },
    { code, message: message.join(': ') },
  ]);
}
