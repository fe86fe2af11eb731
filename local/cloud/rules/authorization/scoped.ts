import { unknownApiVersion } from '../apiVersions.ts';
import { answer, type CloudReply, type Fields } from '../exchange.ts';
import { behindOf, linkTo } from '../pageLinks.ts';
import type { Call } from '../routes.ts';
import type { World } from '../world.ts';
import { badFilter, badSkipToken, notAScope } from './refusals.ts';
import { firstOf, readFilter, select } from './scopeFilter.ts';
import type { Placed, ScopeIndex } from './scopeIndex.ts';
import type { Scope } from './scopes.ts';

/** A resource type of Microsoft.Authorization and the one api-version of it that this cloud answers. */
export interface ResourceType {
  readonly name: string;
  readonly apiVersion: string;
}

/** What a route under `{+scope}/providers/Microsoft.Authorization` does once version and scope are known to be good. */
export function scoped(
  { authorization }: World,
  { name, apiVersion }: ResourceType,
  handle: (scope: Scope, call: Call) => CloudReply,
): (call: Call) => CloudReply {
  return (call) => {
    if (call.apiVersion !== apiVersion) return unknownApiVersion(name, call.apiVersion, [apiVersion]);
    const path = call.params['scope'] ?? '';
    const scope = authorization.readScope(path);
    return typeof scope === 'string' ? notAScope(scope, path) : handle(scope, call);
  };
}

/** A page of what stands at a scope, above it and (without `atScope()`) below it. */
export function listAt<T extends Placed>(
  { authorization, pageSize }: World,
  index: ScopeIndex<T>,
  { scope, call }: { readonly scope: Scope; readonly call: Call },
  view: (entry: T) => Fields,
): CloudReply {
  const filter = readFilter(call.query.get('$filter'), authorization.principals);
  if (!filter) return badFilter();
  const behind = behindOf(call.query.get('$skipToken'));
  if (behind === undefined) return badSkipToken();
  const found = firstOf(select(index, scope, filter), behind, pageSize + 1);
  const shown = found.slice(0, pageSize);
  const value = shown.map(view);
  if (found.length === shown.length) return answer(200, { value });
  return answer(200, { value, nextLink: linkTo(call, '$skipToken', shown.at(-1)) });
}
