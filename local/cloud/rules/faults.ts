import type { Chance } from './chance.ts';
import { type CloudReply, type CloudRequest, refuse } from './exchange.ts';

/** The parts of the cloud that are called over HTTP. */
export const SERVICES = ['arm', 'graph', 'identity'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** A fault to come, as posted to the control route. */
export interface FaultSpec {
  readonly service: ServiceName;
  readonly method?: string;
  /** Regular expression on path and query, without case. */
  readonly path?: string;
  readonly status?: number;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
  readonly dropConnection?: boolean;
  /** How many requests it hits; 1 by default. */
  readonly times?: number;
  /** How likely it hits a request that fits; 1 by default. */
  readonly probability?: number;
  /** The request takes effect all the same; only its answer is lost or replaced. */
  readonly processed?: boolean;
}

/** Faults that are set, first created first. */
export interface Faults {
  add(spec: FaultSpec): string;
  clear(): void;
  /** The answer to a request, with what the first fault that fits does to it; `process` is the healthy way. */
  around(service: ServiceName, request: CloudRequest, process: () => CloudReply): CloudReply;
}

/** An empty list of faults. */
export function faultsFrom(chance: Chance): Faults {
  let faults: { readonly spec: FaultSpec; left: number }[] = [];

  function hit(service: ServiceName, request: CloudRequest): FaultSpec | undefined {
    const fault = faults.find(
      ({ spec }) => fits(spec, service, request) && chance.fraction() < (spec.probability ?? 1),
    );
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) faults = faults.filter((one) => one !== fault);
    return fault.spec;
  }

  return {
    add(spec) {
      faults.push({ spec, left: spec.times ?? 1 });
      return chance.guid();
    },
    clear() {
      faults = [];
    },
    around(service, request, process) {
      const spec = hit(service, request);
      return spec ? faulty(service, spec, process) : process();
    },
  };
}

function fits(spec: FaultSpec, service: ServiceName, { method, url }: CloudRequest): boolean {
  if (spec.service !== service) return false;
  if (spec.method !== undefined && spec.method.toUpperCase() !== method.toUpperCase()) return false;
  return spec.path === undefined || new RegExp(spec.path, 'i').test(url);
}

function faulty(service: ServiceName, spec: FaultSpec, process: () => CloudReply): CloudReply {
  const replaced = spec.status !== undefined || spec.dropConnection === true;
  const healthy = !replaced || spec.processed ? process() : undefined;
  const reply = replaced || !healthy ? replacement(service, spec) : healthy;
  return spec.delayMs === undefined ? reply : { ...reply, delayMs: spec.delayMs };
}

const ARM_CODES: Readonly<Record<number, string>> = {
  401: 'AuthenticationFailed',
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'SubscriptionRequestsThrottled',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};

const CODES: Readonly<Record<ServiceName, Readonly<Record<number, string>>>> = {
  arm: ARM_CODES,
  identity: ARM_CODES,
  // learn.microsoft.com/graph/errors
  graph: {
    401: 'InvalidAuthenticationToken',
    403: 'Authorization_RequestDenied',
    404: 'Request_ResourceNotFound',
    409: 'Conflict',
    410: 'syncStateNotFound',
    429: 'TooManyRequests',
    500: 'InternalServerError',
    503: 'ServiceUnavailable',
    504: 'UnknownError',
  },
};

function replacement(service: ServiceName, spec: FaultSpec): CloudReply {
  const { status, retryAfter, body, dropConnection } = spec;
  if (dropConnection) return { status: 0, headers: {}, dropConnection: true };
  const code = status ?? 500;
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const reply = refuse(code, CODES[service][code] ?? 'Fault', 'A fault set through the control route.', { headers });
  return body === undefined ? reply : { ...reply, body };
}
