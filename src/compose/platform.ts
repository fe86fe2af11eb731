/** What every part of the app stands on: the cloud, who we are in it, time, and the way to Azure Resource Manager. Makes no call. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { TokenCredential } from '@azure/core-auth';
import { CLOUDS, type Cloud } from '../lib/azure/clouds.ts';
import { createCredential } from '../lib/azure/credential.ts';
import { HYBRID_COMPUTE_API_VERSION } from '../lib/azure/machines/machines.ts';
import { type ArmClientOptions, armClientOptions } from '../lib/azure/pipeline/armPipeline.ts';
import { createMemoryCounter, type MemoryCounter } from '../lib/azure/pipeline/memoryCounter.ts';
import { type Lane, limits } from '../lib/azure/rate/limits.ts';
import type { RateStore } from '../lib/azure/rate/rateStore.ts';
import { createSharedRate } from '../lib/azure/rate/sharedRate.ts';
import { defined } from '../lib/defined.ts';
import type { Settings } from '../lib/settings/settings.ts';
import type { Clock } from '../lib/time.ts';

export interface Platform {
  readonly settings: Settings;
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  /** Counts the calls of this process to Azure. */
  readonly counter: MemoryCounter;
  readonly timing: {
    readonly clock: Clock;
    readonly random: () => number;
    readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  };
  readonly userAgent: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A call that takes longer has failed. A look makes up to three and must end within LOOK_MS (90 s). */
export const CALL_DEADLINE_MS = 25_000;

/** The platform that these settings describe. */
export function platformFor(environment: Environment, settings: Settings): Platform {
  const { clientId, armEndpoint, graphEndpoint, installationId } = settings;
  const cloud: Cloud = { ...CLOUDS[settings.cloud], ...defined({ armEndpoint, graphEndpoint }) };
  const managed = environment['IDENTITY_ENDPOINT'] !== undefined;
  return {
    settings,
    cloud,
    credential: createCredential(defined({ managed, authorityHost: cloud.authorityHost, clientId })),
    counter: createMemoryCounter(),
    timing: { clock: { now: () => Date.now() }, random: Math.random, sleep },
    userAgent: `arc-entra-signin/${installationId}`,
  };
}

/** Clients of Azure Resource Manager, by the share of the rate that their calls use. */
export function armFor(platform: Platform, store: RateStore): (lane: Lane) => ArmClientOptions {
  const { timing, cloud, credential, counter, settings, userAgent } = platform;
  const rate = createSharedRate({ ...timing, store, limits: (kind) => limits(settings.cloud, kind) });
  return (lane) =>
    armClientOptions({
      ...timing,
      endpoint: cloud.armEndpoint,
      cloudAudience: cloud.armScope,
      credential,
      rate,
      counter,
      ids: randomUUID,
      apiVersion: HYBRID_COMPUTE_API_VERSION,
      userAgent,
      deadlineMs: CALL_DEADLINE_MS,
      lane,
    });
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}
