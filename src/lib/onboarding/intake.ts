/**
 * What an event makes us do: look at a machine, or nothing. Its content is never trusted and hardly needed: it names a
 * resource. Whatever is not ours is dropped here, before any call to Azure, with a reason that is counted.
 */

import { foldCase } from '../foldCase.ts';
import { deletionTold } from './history.ts';
import { type MachineResource, parseMachineResource } from './machineId.ts';
import type { Held, LookMessage } from './ports.ts';
import { type LookRequest, requestLook } from './requestLook.ts';
import type { RowDeps } from './row.ts';
import type { Watched } from './watched.ts';

/** An event of Azure Resource Manager, from either schema, reduced to what is used. */
export interface ResourceEvent {
  readonly id: string;
  /** For example `Microsoft.Resources.ResourceWriteSuccess`. */
  readonly type: string;
  /** The resource that was written or deleted. */
  readonly resourceId: string;
  /** For example `Microsoft.HybridCompute/machines/write`. */
  readonly operation?: string;
  /** Object id of the principal that made the change. */
  readonly callerId?: string;
}

/** Why an event made no look. Closed: they are counted by these names. */
export type Ignored =
  | 'event-type'
  | 'foreign-resource'
  | 'foreign-operation'
  | 'foreign-subscription'
  | 'own-write'
  | 'other-extension'
  | 'collapsed';

export type Taken =
  | { readonly kind: 'look'; readonly message: LookMessage }
  | { readonly kind: 'ignored'; readonly why: Ignored };

export interface IntakeDeps extends RowDeps {
  readonly watched: Pick<Watched, 'includes'>;
  /** Our own object id, undefined while it cannot be told. */
  readonly self: () => Promise<string | undefined>;
}

const EVENT_TYPES = new Set(
  ['ResourceWriteSuccess', 'ResourceWriteFailure', 'ResourceDeleteSuccess'].map((type) =>
    foldCase(`Microsoft.Resources.${type}`),
  ),
);

const DELETED = 'microsoft.resources.resourcedeletesuccess';

type Subject = { readonly kind: 'machine' | 'extension'; readonly resource: MachineResource };

/** Takes in one event. Throws a transient `Failure` when the ledger does not answer: the event is then delivered again. */
export async function takeIn(event: ResourceEvent, deps: IntakeDeps): Promise<Taken> {
  const subject = subjectOf(event);
  if (typeof subject === 'string') return ignored(subject);
  const { machine } = subject.resource;
  if (!(await deps.watched.includes(machine.subscriptionId))) return ignored('foreign-subscription');
  if (subject.kind === 'machine' && (await isOwnWrite(event, deps))) return ignored('own-write');

  const held = await deps.ledger.read(machine);
  if (subject.kind === 'extension' && isOtherExtension(subject.resource, held)) return ignored('other-extension');
  const request = { id: held?.record.id ?? machine, token: `event:${event.id}`.slice(0, 200), cause: 'event' as const };
  const message = await requestLook({ ...request, ...markOf(event, subject) }, deps, { held });
  return message === undefined ? ignored('collapsed') : { kind: 'look', message };
}

/** What an event of a deleted machine leaves on its row. */
function markOf({ type }: ResourceEvent, { kind }: Subject): Pick<LookRequest, 'mark'> {
  return kind === 'machine' && type.toLowerCase() === DELETED ? { mark: deletionTold } : {};
}

function ignored(why: Ignored): Taken {
  return { kind: 'ignored', why };
}

function subjectOf({ type, resourceId, operation }: ResourceEvent): Subject | Ignored {
  if (!EVENT_TYPES.has(foldCase(type))) return 'event-type';
  const resource = parseMachineResource(resourceId);
  if (resource === undefined) return 'foreign-resource';
  const kind = kindOf(resource.rest);
  if (kind === undefined) return 'foreign-resource';
  // Role assignments, tags and guest configuration on a machine carry the machine's id too; the operation tells.
  const path = kind === 'machine' ? 'machines' : 'machines/extensions';
  const expected = new RegExp(`^microsoft\\.hybridcompute/${path}/(write|delete)$`, 'i');
  return operation === undefined || expected.test(operation) ? { kind, resource } : 'foreign-operation';
}

function kindOf(rest: string): Subject['kind'] | undefined {
  if (rest === '') return 'machine';
  return /^\/extensions\/[^/]+$/i.test(rest) ? 'extension' : undefined;
}

/**
 * Our own PATCH of a machine makes an event, which would make a look, for ever. Our own extension write is another matter:
 * its event is what wakes us when the installation has ended.
 */
async function isOwnWrite({ callerId, operation }: ResourceEvent, { self }: IntakeDeps): Promise<boolean> {
  if (callerId === undefined || !operation?.toLowerCase().endsWith('/write')) return false;
  const own = await self();
  return own !== undefined && foldCase(own) === foldCase(callerId);
}

/** On a machine that is ready, the coming and going of other extensions is none of our business. */
function isOtherExtension({ rest }: MachineResource, held: Held | undefined): boolean {
  const ours = held?.record.state === 'Ready' ? held.record.seen?.extension?.name : undefined;
  return ours !== undefined && foldCase(rest) !== foldCase(`/extensions/${ours}`);
}
