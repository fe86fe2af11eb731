import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { AuthorizationOptions } from './rules/authorization/authorizationState.ts';
import type { CloudName } from './rules/clouds.ts';
import type { Paging } from './rules/graph/graphWorld.ts';
import { IDENTITY_PATH } from './rules/managedIdentity.ts';
import { createRules, type RuledService, type Rules } from './rules/rules.ts';
import { certificatesIn } from './servers/certificates.ts';
import { type Handler, type Listening, listen } from './servers/listen.ts';
import { fetchPoster } from './servers/post.ts';
import { realTime } from './time.ts';

/** What to start. */
export interface CloudOptions {
  /** Where CA and keys are kept from start to start. */
  readonly dataDir: string;
  readonly cloud: CloudName;
  readonly subscriptions: readonly string[];
  readonly tenantId: string;
  /** The management group above all of them; `demo` by default. */
  readonly managementGroup?: string | undefined;
  /** For ids that are the same at every start; random when absent. */
  readonly seed?: number | undefined;
  /** 0, the default, takes any free port. */
  readonly ports?: Readonly<Partial<Record<'arm' | 'graph' | 'identity', number | undefined>>> | undefined;
  /** Object id of the app's managed identity; made up when absent. */
  readonly principalId?: string | undefined;
  /** Directory, limits and habits of the role assignments. */
  readonly authorization?: AuthorizationOptions | undefined;
  /** Machines, or role assignments, per page of a list; 100 by default. */
  readonly pageSize?: number | undefined;
  /** How Graph cuts its lists into pages. */
  readonly graphPaging?: Partial<Paging> | undefined;
}

/** A simulated cloud that is up. */
export interface Cloud {
  /** `https://localhost:PORT` */
  readonly arm: string;
  /** `https://localhost:PORT`; no path, because Graph's client takes absolute links apart. */
  readonly graph: string;
  /** `https://localhost:PORT/control` */
  readonly control: string;
  /** For IDENTITY_ENDPOINT. */
  readonly identity: string;
  /** For IDENTITY_HEADER. */
  readonly identityHeader: string;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  readonly subscriptions: readonly string[];
  readonly tenantId: string;
  /** The app's managed identity. */
  readonly principalId: string;
  readonly rules: Rules;
  readonly stop: () => Promise<void>;
}

const CONTROL_PATH = '/control';

/** Starts ARM with the control route, Graph (both HTTPS) and the managed-identity endpoint (HTTP), on the loopback interface. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const {
    dataDir,
    cloud,
    subscriptions,
    tenantId,
    managementGroup,
    ports = {},
    principalId,
    authorization,
    pageSize,
    graphPaging,
  } = options;
  const { caFile, ...tls } = await certificatesIn(join(dataDir, 'certificates'));
  const time = realTime();
  const poster = fetchPoster();
  const rules = createRules({
    time,
    seed: options.seed ?? randomInt(2 ** 32),
    cloud,
    tenantId,
    subscriptions,
    managementGroup,
    post: poster.post,
    principalId,
    authorization,
    pageSize,
    graphPaging,
    identityHeader: randomBytes(24).toString('base64url'),
  });

  const starting = [
    listen({ port: ports.arm ?? 0, tls, time, handle: armOrControl(rules) }),
    listen({ port: ports.graph ?? 0, tls, time, handle: only(rules.graph) }),
    listen({ port: ports.identity ?? 0, time, handle: only(rules.identity) }),
  ] as const;
  await closedUnlessAllStart(starting);
  const [arm, graph, identity] = await Promise.all(starting);

  return {
    arm: `https://localhost:${arm.port}`,
    graph: `https://localhost:${graph.port}`,
    control: `https://localhost:${arm.port}${CONTROL_PATH}`,
    identity: `http://127.0.0.1:${identity.port}${IDENTITY_PATH}`,
    identityHeader: rules.identity.header,
    caFile,
    subscriptions,
    tenantId,
    principalId: rules.identity.principalId,
    rules,
    async stop() {
      rules.events.stop();
      poster.stop();
      await Promise.all([arm.close(), graph.close(), identity.close()]);
      time.stop();
    },
  };
}

/** When one of the servers can't start, none stays. */
async function closedUnlessAllStart(starting: readonly Promise<Listening>[]): Promise<void> {
  const settled = await Promise.allSettled(starting);
  const up = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (up.length < settled.length) await Promise.all(up.map((server) => server.close()));
}

function only({ handle }: RuledService): Handler {
  return (request, done) => done(handle(request));
}

function armOrControl({ arm, control }: Rules): Handler {
  return (request, done) => {
    if (request.url.startsWith(`${CONTROL_PATH}/`)) {
      control({ ...request, url: request.url.slice(CONTROL_PATH.length) }, done);
    } else {
      done(arm.handle(request));
    }
  };
}
