import { answer, type CloudReply, refuse } from '../exchange.ts';
import { type Place, type Stretch, stretchOf } from './deltaRounds.ts';
import { type DeltaToken, deltaTokenIn, deltaTokenText } from './deltaToken.ts';
import { filterOf, idsIn } from './filter.ts';
import type { GraphCall, GraphRoute, GraphWorld } from './graphWorld.ts';
import { KIND_TRAITS } from './kinds.ts';
import { contextOf } from './objectShape.ts';
import { badRequest, isRefused, type Refused, unsupported } from './refusals.ts';

/** Objects that one query may be limited to (learn.microsoft.com/graph/api/group-delta). */
const MOST_IDS = 50;

/** learn.microsoft.com/graph/delta-query-overview, _Token duration_, of directory objects. */
const TOKEN_LIFE_MS = 7 * 24 * 3_600_000;

/** `/users/delta` and `/groups/delta`. */
export function deltaRoutes(world: GraphWorld): GraphRoute[] {
  return (['user', 'group'] as const).map((kind) => {
    const { collection, readBy } = KIND_TRAITS[kind];
    return {
      template: `/${collection}/delta`,
      resource: `${collection}/delta`,
      readBy,
      methods: { GET: (call) => delta(world, kind, call) },
    };
  });
}

function delta(world: GraphWorld, kind: DeltaToken['kind'], call: GraphCall): CloudReply {
  const token = tokenOf(world, kind, call);
  if (isRefused(token)) return token.refused;
  const minimal = /\breturn=minimal\b/i.test(call.request.headers['prefer'] ?? '');
  const from = token.at === undefined ? undefined : { at: token.at, edge: token.edge };
  const page = from ? pageFrom(world, token, from, minimal) : { value: [], next: undefined, empty: false };

  const issued = { ...token, issuedAt: world.time.now() };
  const after: DeltaToken = page.next
    ? { ...issued, ...page.next, before: from, afterEmpty: page.empty }
    : { ...issued, at: undefined, edge: 0, before: undefined, afterEmpty: false };
  const path = `${call.base}${call.path}`;
  const link = page.next
    ? { '@odata.nextLink': `${path}?$skiptoken=${deltaTokenText(after)}` }
    : { '@odata.deltaLink': `${path}?$deltatoken=${deltaTokenText(after)}` };
  const { collection } = KIND_TRAITS[kind];
  const context = `${call.base}/$metadata#${contextOf(collection, token.select)}`;
  const headers: Record<string, string> = minimal ? { 'preference-applied': 'return=minimal' } : {};
  return answer(200, { '@odata.context': context, ...link, value: page.value }, headers);
}

/** Pages come in any order inside; one that follows another may tell something again, or nothing. */
function pageFrom(
  world: GraphWorld,
  token: DeltaToken,
  from: Place,
  minimal: boolean,
): Stretch & { readonly empty: boolean } {
  const { chance, paging } = world;
  const { before, afterEmpty } = token;
  if (before && !afterEmpty && chance.fraction() < paging.emptyChance) return { value: [], next: from, empty: true };
  const replays = before !== undefined && chance.fraction() < paging.replayChance;
  const again = replays ? stretchOf(world, { token, from: before, most: 1, minimal }).value : [];
  const { value, next } = stretchOf(world, { token, from, most: paging.size, minimal });
  return { value: chance.shuffled([...again, ...value]), next, empty: false };
}

/** Where this call stands: at the beginning, between rounds, or inside one. */
function tokenOf(world: GraphWorld, kind: DeltaToken['kind'], call: GraphCall): DeltaToken | Refused {
  const { skipToken, deltaToken } = call.query;
  const text = skipToken ?? deltaToken ?? '';
  if (text === '' || text.toLowerCase() === 'latest') return firstToken(world, kind, call, text !== '');
  const token = deltaTokenIn(text);
  if (token?.kind !== kind) return { refused: badRequest('Badly formed token.') };
  if (world.time.now() - token.issuedAt > TOKEN_LIFE_MS) return { refused: tooOld(call) };
  if (token.at !== undefined) return token;
  const until = Math.max(token.until, world.directory.sight.feedLens().revision);
  return { ...token, since: token.until, until, at: token.until };
}

function firstToken(
  world: GraphWorld,
  kind: DeltaToken['kind'],
  { query }: GraphCall,
  latest: boolean,
): DeltaToken | Refused {
  const ids = idsOf(query.filter);
  if (ids && isRefused(ids)) return ids;
  if (query.top !== undefined) return { refused: unsupported("Query option '$top' is not supported.") };
  return {
    kind,
    since: 0,
    until: world.directory.sight.feedLens().revision,
    at: latest ? undefined : 0,
    edge: 0,
    afterEmpty: false,
    select: query.select && [...query.select],
    ids,
    issuedAt: world.time.now(),
  };
}

function idsOf(text: string | undefined): string[] | undefined | Refused {
  if (text === undefined) return undefined;
  const filter = filterOf(text);
  const ids = filter && idsIn(filter);
  if (!ids) return { refused: unsupported("Only 'id eq' is supported in the filter of a delta query.") };
  if (ids.length <= MOST_IDS) return ids;
  return { refused: badRequest(`At most ${MOST_IDS} objects can be tracked with a filter.`) };
}

/** Code as in learn.microsoft.com/graph/errors; the empty token in `Location` begins anew. */
function tooOld({ base, path }: GraphCall): CloudReply {
  const message = 'The sync state generation is not found. Begin a full synchronization.';
  return refuse(410, 'syncStateNotFound', message, { headers: { location: `${base}${path}?$deltatoken=` } });
}
