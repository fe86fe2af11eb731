import type { Time } from '../../time.ts';
import type { Chance } from '../chance.ts';
import type { CloudReply, CloudRequest } from '../exchange.ts';
import type { Closures } from './closures.ts';
import type { Directory } from './directory.ts';
import type { Query } from './query.ts';

/** How lists are cut into pages. */
export interface Paging {
  /** Items per page unless `$top` says otherwise. */
  readonly size: number;
  /** The most that a page holds, whatever `$top` says: a service may always send less than it is asked for. */
  readonly most: number;
  /** How likely a page that follows another is empty and still has a next one. */
  readonly emptyChance: number;
  /** How likely a page of a delta query that follows another tells something again. */
  readonly replayChance: number;
}

/** What the rules of Graph work on. */
export interface GraphWorld {
  readonly time: Time;
  readonly chance: Chance;
  readonly tenantId: string;
  readonly directory: Directory;
  readonly closures: Closures;
  readonly paging: Paging;
}

/** A request that has passed the door. */
export interface GraphCall {
  readonly request: CloudRequest;
  /** Placeholders of the route's template, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** As sent, without the version. */
  readonly path: string;
  readonly query: Query;
  /** Whether it is an advanced query: `ConsistencyLevel: eventual`. */
  readonly eventual: boolean;
  /** `https://localhost:8444/v1.0` */
  readonly base: string;
}

/** One path of Graph and what it answers to each method. */
export interface GraphRoute {
  /** Path below the version, with placeholders. */
  readonly template: string;
  /** What the counts call it, without the verb: `groups/members`. */
  readonly resource: string;
  /** Resource units of a reading; 1 unless given. */
  readonly units?: number;
  /** Permissions of which one is needed for reading; none needed when absent. */
  readonly readBy?: readonly string[];
  /** Whatever the method: a POST that asks something is a reading. */
  readonly onlyReads?: true;
  readonly methods: Readonly<Partial<Record<string, (call: GraphCall) => CloudReply>>>;
}
