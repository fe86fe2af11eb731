/**
 * The one pipeline through which ARM is called, whichever SDK client calls.
 *
 * A whole pipeline is given to the client, not `additionalPolicies`: those can only stand behind the token and behind the
 * SDK's own retry and redirect, and a client that somebody forgot to repair afterwards would look the same as a good one.
 */
import type { TokenCredential } from '@azure/core-auth';
import { createClientPipeline, serializationPolicyName } from '@azure/core-client';
import { type Pipeline, redirectPolicyName } from '@azure/core-rest-pipeline';
import type { Clock } from '../../time.ts';
import type { Random, Sleep } from '../rate/backoff.ts';
import type { Lane } from '../rate/limits.ts';
import type { SharedRate } from '../rate/sharedRate.ts';
import { apiVersionPolicy } from './apiVersion.ts';
import { correlationPolicy } from './correlation.ts';
import { type Counter, countPolicy } from './count.ts';
import { attemptLimitPolicy, deadlinePolicy } from './deadline.ts';
import { failurePolicy } from './failure.ts';
import { operationName } from './operation.ts';
import { ratePolicy } from './rate.ts';
import { retryPolicy } from './retry.ts';
import { sameHostPolicy } from './sameHost.ts';

export interface ArmClientDeps {
  /** Of the cloud's ARM, `https://management.azure.com`. */
  readonly endpoint: string;
  /** The scope of its token, `https://management.azure.com/.default`. */
  readonly cloudAudience: string;
  readonly credential: TokenCredential;
  readonly rate: SharedRate;
  /** Whose share of the rate the calls of this client use. */
  readonly lane: Lane;
  readonly clock: Clock;
  readonly random: Random;
  readonly sleep: Sleep;
  /** A new id at each call. */
  readonly ids: () => string;
  readonly counter: Counter;
  /** Of Microsoft.HybridCompute; other providers keep what their SDK sends. */
  readonly apiVersion: string;
  /** Stands first in the user agent. */
  readonly userAgent: string;
  readonly deadlineMs?: number;
}

/** Options for the constructor of any ARM client. */
export interface ArmClientOptions {
  readonly endpoint: string;
  readonly credentialScopes: string[];
  readonly pipeline: Pipeline;
}

/**
 * Everything an ARM client needs. Clients may share it: they share the cached token then. Every error that leaves such a
 * client is a `Failure`.
 */
export function armClientOptions(deps: ArmClientDeps): ArmClientOptions {
  return { endpoint: deps.endpoint, credentialScopes: [deps.cloudAudience], pipeline: armPipeline(deps) };
}

function armPipeline(deps: ArmClientDeps): Pipeline {
  const { credential, cloudAudience, userAgent, deadlineMs } = deps;
  const pipeline = createClientPipeline({
    userAgentOptions: { userAgentPrefix: userAgent },
    credentialOptions: { credential, credentialScopes: cloudAudience },
  });
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  // It sends again without the token and without a slot, so even a redirect within ARM would come to nothing.
  pipeline.removePolicy({ name: redirectPolicyName });

  // Before everything of the SDK, the token included. Taken out and put back in order, because the pipeline runs policies
  // without a phase before a phase that has `afterPolicies` in it.
  const serialization = pipeline.removePolicy({ name: serializationPolicyName });
  const outer = [
    failurePolicy(deps),
    deadlinePolicy({ ...deps, ...(deadlineMs === undefined ? {} : { ms: deadlineMs }) }),
  ];
  // After serialisation, which sets the headers of the operation; internal ones among them.
  const perOperation = [sameHostPolicy(deps), apiVersionPolicy(deps), correlationPolicy(deps)];
  for (const policy of [...outer, ...serialization, ...perOperation])
    pipeline.addPolicy(policy, { phase: 'Serialize' });

  pipeline.addPolicy(retryPolicy(deps), { phase: 'Retry' });
  const perAttempt = [
    ratePolicy(deps),
    attemptLimitPolicy(deps),
    countPolicy({ service: 'arm', operationName, ...deps }),
  ];
  for (const policy of perAttempt) pipeline.addPolicy(policy, { afterPhase: 'Sign' });
  return pipeline;
}
