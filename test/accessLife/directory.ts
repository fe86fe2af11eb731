/** The directory of such a world: direct questions are answered with what is, listings with what is or was. */
import type { Directory, MemberSeen, PersonSeen } from '../../src/lib/access/directory.ts';
import type { Clock, Instant } from '../../src/lib/time.ts';
import type { Faults } from './faults.ts';
import {
  closureOf,
  groupId,
  isEligible,
  numberOf,
  type PersonState,
  personId,
  type Timeline,
  type Truth,
} from './truth.ts';

export interface LifeDirectory extends Directory {
  /** The change feed tells of this from now on. */
  changed(kind: 'users' | 'groups', id: string): void;
  /** What was listed of a group in full, the newest last. */
  listings(group: string): readonly Listing[];
  /** When the change feed last named a group to the app. */
  announcedAt(group: string): Instant | undefined;
  /** When the app last asked the change feed, and whom lists of groups showed then. */
  round(): Round | undefined;
}

export interface Round {
  readonly at: Instant;
  readonly eligible: (group: string) => ReadonlySet<string>;
}

export interface Listing {
  readonly at: Instant;
  /** It showed what was then. */
  readonly asOf: Instant;
  /** Ids of those who are enabled members of the tenant. */
  readonly eligible: ReadonlySet<string>;
}

interface FeedEntry {
  readonly at: Instant;
  readonly kind: 'users' | 'groups';
  readonly id: string;
  readonly revision: number;
}

export function createDirectory(timeline: Timeline<Truth>, faults: Faults, clock: Clock): LifeDirectory {
  const feed: FeedEntry[] = [];
  const whole = new Map<string, Listing[]>();
  const { surfaces } = faults;
  const listedRevision = (): number => Math.min(surfaces.lists(), timeline.revisionAt(faults.listedAt()));
  const listed = (): Truth => timeline.revision(listedRevision());
  const checked = (): Truth => timeline.revision(surfaces.memberChecks());
  /** What the feed tells so far. */
  const told = (): number => {
    const until = faults.listedAt();
    const later = feed.findIndex(({ at, revision }) => at > until || revision > surfaces.feed());
    return later < 0 ? feed.length : later;
  };
  const announced = new Map<string, Instant>();
  let round: Round | undefined;

  return {
    changed: (kind, id) => void feed.push({ at: clock.now(), kind, id, revision: timeline.newest() }),
    announcedAt: (group) => announced.get(group),
    round: () => round,
    listings: (group) => whole.get(group) ?? [],

    async group(id) {
      faults.ask('group');
      const seen = groupSeen(timeline.now(), id);
      return seen ?? 'absent';
    },
    async *members(id) {
      const asOf = Math.min(faults.listedAt(), timeline.startOf(listedRevision()));
      const truth = listed();
      const all = membersOf(truth, id);
      const [first, ...rest] = all;
      if (first !== undefined) yield [first];
      faults.ask('members');
      yield rest;
      if (!isWhole(truth, id, all)) return;
      const listing = { at: clock.now(), asOf, eligible: eligibleOf(truth, all) };
      whole.set(id, [...(whole.get(id) ?? []), listing]);
    },
    async childGroups(ids) {
      const truth = listed();
      return new Map(ids.map((id) => [id, childrenOf(truth, id)]));
    },
    owners: async () => [],
    async confirmedMembers(ids, id) {
      faults.ask('confirmedMembers');
      const group = numberOf(id, 'group') ?? -1;
      const truth = checked();
      const { people } = closureOf(truth, group);
      const isAbsent = (one: string) => typeof personSeen(truth, one) === 'string' || faults.isForgotten(one, 'checks');
      const known = ids.filter((one) => !isAbsent(one));
      const members = new Set(known.filter((one) => people.has(numberOf(one, 'person') ?? -1)));
      return { members, absent: new Set(ids.filter(isAbsent)) };
    },
    async groupsHolding(id, groupIds) {
      faults.ask('confirmedMembers');
      const truth = checked();
      if (typeof personSeen(truth, id) === 'string' || faults.isForgotten(id, 'checks')) return 'absent';
      const holds = (group: string) =>
        closureOf(truth, numberOf(group, 'group') ?? -1).people.has(numberOf(id, 'person') ?? -1);
      return new Set(groupIds.filter(holds));
    },
    groupsOf: async (ids) => new Map(ids.map((id) => [id, []])),
    async people(ids) {
      faults.ask('people');
      const truth = listed();
      const found = new Map<string, PersonSeen>();
      for (const id of ids) {
        const person = faults.isOmitted(id) ? 'absent' : personSeen(truth, id);
        if (typeof person === 'object') found.set(id, person);
        else if (groupSeen(truth, id) !== undefined)
          found.set(id, { id, kind: 'group', enabled: null, userType: null });
      }
      return found;
    },
    async person(id) {
      faults.ask('person');
      return faults.isForgotten(id, 'all') ? 'absent' : personSeen(timeline.now(), id);
    },
    personNamed: async () => 'absent',
    groupsNamed: async () => [],
    mayReadHidden: async () => false,
    async changes(since) {
      faults.ask('changes');
      const count = told();
      const marks = { users: String(count), groups: String(count) };
      const shown = listed();
      round = { at: clock.now(), eligible: (group) => eligibleOf(shown, membersOf(shown, group)) };
      if (since === undefined) return { kind: 'startOver', marks };
      const news = feed.slice(Number(since.users), count);
      for (const { kind, id } of news) if (kind === 'groups') announced.set(id, clock.now());
      const of = (kind: FeedEntry['kind']) => new Set(news.flatMap((one) => (one.kind === kind ? [one.id] : [])));
      return { kind: 'changes', users: of('users'), groups: of('groups'), marks };
    },
  };
}

function groupSeen({ groups }: Truth, id: string) {
  const state = groups[numberOf(id, 'group') ?? -1];
  if (state === undefined || state.gone) return undefined;
  return { id, displayName: id, roleAssignable: state.roleAssignable, hiddenMembership: state.hidden };
}

function personSeen({ people, readable }: Truth, id: string): PersonSeen | 'deleted' | 'absent' {
  const state = people[numberOf(id, 'person') ?? -1];
  if (state === undefined || state.gone === 'purged') return 'absent';
  if (state.gone === 'deleted') return 'deleted';
  return {
    id,
    displayName: id,
    enabled: readable ? state.enabled : null,
    userType: readable ? userTypeOf(state) : null,
  };
}

function userTypeOf({ guest, spelled }: PersonState): string | null {
  if (guest) return spelled === 'odd' ? 'GUEST' : 'Guest';
  return { usual: 'Member', odd: 'member', none: null }[spelled];
}

/** Ids of those of them who are enabled members of the tenant. */
function eligibleOf(truth: Truth, members: readonly MemberSeen[]): ReadonlySet<string> {
  const able = members.filter(({ kind, id }) => kind === 'user' && isEligible(truth, numberOf(id, 'person') ?? -1));
  return new Set(able.map(({ id }) => id));
}

/** As the directory lists them: those of hidden groups are missing, and nothing says so but the group. */
function membersOf(truth: Truth, id: string): readonly MemberSeen[] {
  const group = numberOf(id, 'group') ?? -1;
  const { groups } = closureOf(truth, group);
  const shown = [group, ...groups].filter((n) => truth.groups[n]?.hidden === false && !truth.groups[n]?.gone);
  const people = new Set(shown.flatMap((n) => truth.groups[n]?.members ?? []));
  return [
    ...[...groups].map((n): MemberSeen => {
      const hiddenMembership = truth.groups[n]?.hidden === true;
      return { id: groupId(n), kind: 'group', enabled: null, userType: null, hiddenMembership };
    }),
    ...[...people].flatMap((n): readonly MemberSeen[] => {
      const seen = personSeen(truth, personId(n));
      if (typeof seen === 'string') return [];
      const { enabled, userType } = seen;
      return [{ id: seen.id, kind: 'user', enabled, userType, hiddenMembership: false }];
    }),
  ];
}

function isWhole(truth: Truth, id: string, members: readonly MemberSeen[]): boolean {
  const hidden = groupSeen(truth, id)?.hiddenMembership === true || members.some((one) => one.hiddenMembership);
  return !hidden && (truth.readable || members.every(({ kind }) => kind === 'group'));
}

function childrenOf({ groups }: Truth, id: string): readonly string[] {
  return (groups[numberOf(id, 'group') ?? -1]?.nested ?? []).filter((n) => groups[n]?.gone === false).map(groupId);
}
