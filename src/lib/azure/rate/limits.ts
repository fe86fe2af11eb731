/**
 * What Azure Resource Manager allows one principal per subscription, and how the product divides it between its lanes.
 *
 * Public: token buckets per region, subscription, principal and kind (learn.microsoft.com
 * azure-resource-manager/management/request-limits-and-throttling). US Government is taken to be the same. 21Vianet still
 * documents numbers per hour (docs.azure.cn, same page).
 */
import type { Limit } from './gcra.ts';

export type RateCloud = 'public' | 'usgov' | 'china';

/** The kinds of operation that ARM counts apart. */
export type OperationKind = 'read' | 'write' | 'delete';

export const LANES = ['onboarding', 'discovery', 'access'] as const;

/**
 * Whose calls they are. Access changes have their own share: a mass onboarding never delays a leaver. So has the reading of
 * machines that neither ledger nor inventory knows (`discovery`): anybody may name an id, and must not use up what known
 * machines need.
 */
export type Lane = (typeof LANES)[number];

/** What a lane has for itself: its share of the rate, and the part of the burst that the others leave to it. */
export interface LaneLimit extends Limit {
  /** It may use what other lanes leave. */
  readonly borrows: boolean;
}

export interface LaneLimits {
  readonly whole: Limit;
  readonly lanes: Readonly<Partial<Record<Lane, LaneLimit>>>;
}

/**
 * `rate`: the part of the rate that is the lane's own. `reserve`: the part of the burst that the others always leave to it;
 * what no lane reserves serves the first who asks. Discovery has no use of what others leave.
 */
interface Share {
  readonly rate: number;
  readonly reserve: number;
  readonly borrows: boolean;
}

/** All of its burst is reserved for access: a leaver finds it full. */
const CHANGES = {
  onboarding: { rate: 0.8, reserve: 0.4, borrows: true },
  access: { rate: 0.2, reserve: 0.2, borrows: true },
};

const SHARES: Readonly<Record<OperationKind, Readonly<Partial<Record<Lane, Share>>>>> = {
  read: {
    onboarding: { rate: 0.5, reserve: 0.25, borrows: true },
    discovery: { rate: 0.3, reserve: 0.3, borrows: false },
    access: { rate: 0.2, reserve: 0.2, borrows: true },
  },
  write: CHANGES,
  delete: CHANGES,
};

/** The lanes that make calls of this kind. */
export function lanesOf(kind: OperationKind): readonly Lane[] {
  return LANES.filter((lane) => SHARES[kind][lane] !== undefined);
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

/** What the lanes share, and what each has for itself. */
export function limits(cloud: RateCloud, kind: OperationKind): LaneLimits {
  const whole = LIMITS[cloud][kind];
  const lanes = Object.fromEntries(
    Object.entries(SHARES[kind]).map(([lane, { rate, reserve, borrows }]) => [
      lane,
      { ratePerSecond: whole.ratePerSecond * rate, burst: whole.burst * reserve, borrows },
    ]),
  );
  return { whole, lanes };
}
