import type { Fields } from '../exchange.ts';
import { KIND_TRAITS, odataTypeOf, propertiesOf } from './kinds.ts';
import type { Sight } from './sight.ts';
import type { DirectoryObject } from './store.ts';
import { valueAt } from './versions.ts';

/** How an object is to be shown. */
export interface Showing {
  readonly revision: number;
  readonly select: readonly string[] | undefined;
  /** With `@odata.type`: in lists of several kinds. */
  readonly typed?: boolean;
}

/**
 * An object as Graph tells it: the usual properties, or the selected ones that its kind has. What the app may not read is
 * null, whatever it is (learn.microsoft.com/graph/permissions-overview, _Limited information returned_).
 */
export function objectShape(sight: Sight, object: DirectoryObject, { revision, select, typed }: Showing): Fields {
  const { usual } = KIND_TRAITS[object.kind];
  const names = select ? propertiesOf(object.kind).filter((name) => select.includes(name)) : usual;
  const reads = sight.reads(object.kind);
  const shown = (name: string): unknown => {
    if (name === 'visibility' && sight.declaredHidden(object.id)) return 'HiddenMembership';
    return propertyOf(object, name, revision);
  };
  const values = names.map((name) => [name, reads || name === 'id' ? shown(name) : null]);
  return { ...(typed && { '@odata.type': odataTypeOf(object.kind), id: object.id }), ...Object.fromEntries(values) };
}

/** The value of a property as of a revision. */
export function propertyOf(object: DirectoryObject, name: string, revision: number): unknown {
  if (name === 'id') return object.id;
  const value = valueAt(object.state, revision)?.attributes[name];
  return value ?? (KIND_TRAITS[object.kind].lists.includes(name) ? [] : null);
}

/** What `@odata.context` says of a set: its name, and what was selected. */
export function contextOf(set: string, select: readonly string[] | undefined): string {
  return select ? `${set}(${select.join(',')})` : set;
}
