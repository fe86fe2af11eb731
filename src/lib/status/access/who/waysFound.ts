/** What `GET /access/who` has found out, of a machine or of a person. */
import * as z from 'zod';
import type { Names } from '../../../access/plan/names.ts';
import type { Hindrance } from '../../../access/who/hindrances.ts';
import type { Concerns } from '../../../access/who/pending.ts';
import type { Way } from '../../../access/who/who.ts';
import type { Unread } from '../../../access/who/whoGaps.ts';
import { foldCase } from '../../../foldCase.ts';
import { cursorOf } from '../../../http/paging.ts';

export interface WaysFound {
  /** One page of them. */
  readonly ways: WaysPage;
  readonly names: Names;
  readonly incomplete: readonly Unread[];
  /** The machine that was asked for. */
  readonly machine?: string;
  /** What keeps the person that was asked for from signing in anywhere. */
  readonly hindrances: readonly { readonly reason: Hindrance['reason'] | 'denied'; readonly message: string }[];
  /** Whether a change of the plan is of the machine or the person. */
  readonly concerns: Concerns;
}

export interface WaysPage {
  readonly items: readonly Way[];
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
}

/** Chooses a page of all ways: those of whom more is to be found out. */
export type WaysPager = (ways: readonly Way[]) => WaysPage;

/** `of`: the query whose list it goes on with. */
export const waysCursor = cursorOf(2, z.object({ of: z.string(), after: z.string().max(2000) }));

/** What a query is about. */
export interface WhoAsked {
  readonly machine?: string | undefined;
  readonly user?: string | undefined;
}

/** Tells one query from another. */
export function askedOf({ machine, user }: WhoAsked): string {
  return foldCase(machine === undefined ? `user ${user}` : `machine ${machine}`);
}

/** Pages of so many ways, in an order that stays while nothing changes. */
export function waysPager(asked: WhoAsked, limit: number, after = ''): WaysPager {
  return (ways) => {
    const keyed = ways.map((way) => ({ way, key: orderOf(way) }));
    const left = keyed.filter(({ key }) => key > after).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const page = left.slice(0, limit);
    const last = page.at(-1);
    const next =
      last === undefined || left.length <= limit ? null : z.encode(waysCursor, { of: askedOf(asked), after: last.key });
    return { items: page.map(({ way }) => way), next };
  };
}

/** By person, so that the ways of one stand together. */
function orderOf({ principalId, role, scope, assignment, group = '' }: Way): string {
  return [principalId, role, scope.toLowerCase(), assignment, group].join(' ');
}
