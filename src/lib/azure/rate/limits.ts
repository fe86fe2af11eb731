/**
 * What Azure Resource Manager allows one principal per subscription, and how the product divides it between its lanes.
 *
 * Public: token buckets per region, subscription, principal and kind (learn.microsoft.com
 * azure-resource-manager/management/request-limits-and-throttling). US Government is taken to be the same. 21Vianet still
 * documents numbers per hour (docs.azure.cn, same page).
 */
import { Failure } from '../../errors.ts';
import type { Limit } from './gcra.ts';

export type RateCloud = 'public' | 'usgov' | 'china';

/** The kinds of operation that ARM counts apart. */
export type OperationKind = 'read' | 'write' | 'delete';

/**
 * Whose calls they are. Access changes have their own share: a mass onboarding never delays a leaver. So has the reading of
 * machines that nobody has seen yet (`discovery`): anybody may name an id, and must not use up what known machines need.
 */
export type Lane = 'onboarding' | 'access' | 'discovery';

const SHARES: Readonly<Record<OperationKind, Readonly<Partial<Record<Lane, number>>>>> = {
  read: { onboarding: 0.5, discovery: 0.3, access: 0.2 },
  write: { onboarding: 0.8, access: 0.2 },
  delete: { onboarding: 0.8, access: 0.2 },
};

/** The lanes that make calls of this kind. */
export function lanesOf(kind: OperationKind): readonly Lane[] {
  return (['onboarding', 'discovery', 'access'] as const).filter((lane) => SHARES[kind][lane] !== undefined);
}

const BUCKETS: Readonly<Record<OperationKind, Limit>> = {
  read: { ratePerSecond: 25, burst: 250 },
  write: { ratePerSecond: 10, burst: 200 },
  delete: { ratePerSecond: 10, burst: 200 },
};

/**
 * A quota per hour as a bucket. A bucket lets `burst + rate * 3600` through in its busiest hour, so a twentieth of the
 * quota (three minutes' worth, enough for a wave of machines) is the burst and only the rest is the rate: no hour,
 * wherever it begins, sees more than the quota, and it does not matter when Azure starts counting.
 */
function hourly(quota: number): Limit {
  const burst = quota / 20;
  return { ratePerSecond: (quota - burst) / 3600, burst };
}

const LIMITS: Readonly<Record<RateCloud, Readonly<Record<OperationKind, Limit>>>> = {
  public: BUCKETS,
  usgov: BUCKETS,
  china: { read: hourly(12_000), write: hourly(1200), delete: hourly(15_000) },
};

/**
 * The part of the whole that a lane has, between 0 and 1.
 *
 * @throws Failure bug `NoShare` when the lane makes no such calls
 */
export function laneShare(kind: OperationKind, lane: Lane): number {
  const share = SHARES[kind][lane];
  if (share === undefined) throw new Failure('bug', 'NoShare', `The lane ${lane} has no share of ${kind} calls.`);
  return share;
}

/** The limit of a lane: its share of the rate and of the burst, so that the lanes together never exceed the whole. */
export function limits(cloud: RateCloud, kind: OperationKind, lane: Lane): Limit {
  const { ratePerSecond, burst } = LIMITS[cloud][kind];
  const share = laneShare(kind, lane);
  return { ratePerSecond: ratePerSecond * share, burst: burst * share };
}
