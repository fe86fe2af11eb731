/** `GET /health` and `GET /health/checks`: does the app work, and if not, what is wrong and how to mend it. */
import * as z from 'zod';
import { defineEndpoint } from '../http/endpoint.ts';
import type { Journal, Ledger, MachineReader } from '../onboarding/ports.ts';
import type { Watched } from '../onboarding/watched.ts';
import type { SettingProblem } from '../settings/setting.ts';
import { toIso } from '../time.ts';
import { type AccessChecksDeps, accessChecks } from './access/accessChecks.ts';
import { type Check, checkSchema } from './check.ts';
import { deadLetterChecks } from './deadLetterChecks.ts';
import { type OnboardingChecksDeps, onboardingChecks } from './onboardingChecks.ts';

/** What checks look at; without `app` the settings are wrong and nothing else can be tried. */
export interface HealthDeps {
  readonly problems: readonly SettingProblem[];
  readonly app?: AccessChecksDeps &
    OnboardingChecksDeps & {
      readonly ledger: Ledger;
      readonly reader: MachineReader;
      readonly journal: Journal;
      readonly watched: Pick<Watched, 'all'>;
      /** Variables that are almost settings. */
      readonly ignoredSettings: readonly SettingProblem[];
      /** `HTTP_AUTH=entra` while the platform does not authenticate: everybody is turned away. */
      readonly lockedOut: boolean;
      /** Calls to Azure that this process has made. */
      readonly calls: () => readonly { readonly operation: string; readonly status: string; readonly count: number }[];
    };
}

const health = z.object({
  status: z
    .enum(['ok', 'misconfigured', 'storage-unreachable', 'authentication-off'])
    .describe(
      '`authentication-off`: HTTP_AUTH is entra, and the platform does not authenticate, so that every other route answers 401',
    ),
  settings: z.array(z.string()).optional().describe('Keys of the settings that are wrong; /health/checks says how'),
});

export const getHealth = defineEndpoint({
  name: 'health',
  method: 'GET',
  route: 'health',
  who: 'anyone',
  summary: 'Whether the app can do its work',
  etag: false,
  // Monitors add parameters of their own, such as one that keeps caches away.
  unknownQuery: 'ignored',
  answers: {
    200: { description: 'It can', schema: health },
    503: { description: 'It cannot; /health/checks says why', schema: health },
  },
  handle: async (_input, { problems, app }: HealthDeps) => {
    if (app === undefined) {
      const settings = [...new Set(problems.map(({ key }) => key))];
      return { status: 503, body: { status: 'misconfigured' as const, settings } };
    }
    if (app.lockedOut) return { status: 503, body: { status: 'authentication-off' as const } };
    const storage = await storageCheck(app.ledger);
    if (storage.status === 'problem') return { status: 503, body: { status: 'storage-unreachable' as const } };
    return { status: 200, body: { status: 'ok' as const } };
  },
});

export const getHealthChecks = defineEndpoint({
  name: 'healthChecks',
  method: 'GET',
  route: 'health/checks',
  who: 'read',
  summary: 'What is wrong, each with its fix; and what came in and was ignored',
  // The checks themselves call Azure.
  volatile: ['calls'],
  answers: {
    200: {
      description: 'All checks',
      schema: z.object({
        status: z.enum(['ok', 'problem']),
        checks: z.array(checkSchema),
        intake: z.object({
          counts: z.record(z.string(), z.int()).describe('Events and messages by what became of them, last seven days'),
          malformed: z
            .array(
              z.object({
                at: z.iso.datetime(),
                source: z.enum(['event', 'message']),
                why: z.string(),
                eventId: z.string().optional(),
                queue: z.string().optional().describe('The queue on which it kept failing'),
              }),
            )
            .describe('The newest that could not be read'),
        }),
        calls: z
          .array(z.object({ operation: z.string(), status: z.string(), count: z.int() }))
          .describe('Calls to Azure by the process that answers, since it started'),
      }),
    },
  },
  handle: async (_input, deps: HealthDeps) => {
    const checks = await allChecks(deps);
    const status = checks.every((one) => one.status === 'ok') ? ('ok' as const) : ('problem' as const);
    const calls = [...(deps.app?.calls() ?? [])];
    return { status: 200, body: { status, checks, intake: await intakeOf(deps, checks), calls } };
  },
});

async function allChecks({ problems, app }: HealthDeps): Promise<Check[]> {
  if (app === undefined) return problems.map(settingCheck);
  const settings: Check = { check: 'settings', status: 'ok', message: 'All settings are valid.' };
  const [storage, arm, onboarding, access, deadLetters] = await Promise.all([
    storageCheck(app.ledger),
    armChecks(app),
    orNone(onboardingChecks(app)),
    orNone(accessChecks(app)),
    orNone(deadLetterChecks(app)),
  ]);
  const ignored = app.ignoredSettings.map(settingCheck);
  return [
    settings,
    ...ignored,
    ...(app.lockedOut ? [LOCKED_OUT] : []),
    storage,
    ...arm,
    ...onboarding,
    ...access,
    ...deadLetters,
  ];
}

function settingCheck({ key, message, fix }: SettingProblem): Check {
  return { check: `setting ${key}`, status: 'problem', message, fix };
}

/** Storage that does not answer has a check of its own. */
async function orNone(checks: Promise<readonly Check[]>): Promise<readonly Check[]> {
  return checks.catch(() => []);
}

const LOCKED_OUT: Check = {
  check: 'authentication',
  status: 'problem',
  message: 'HTTP_AUTH is entra, and the authentication of the platform is off.',
  fix: 'Switch on App Service authentication with Microsoft Entra as its only provider, or set HTTP_AUTH=key.',
};

async function storageCheck(ledger: Ledger): Promise<Check> {
  try {
    await ledger.list({}, 1);
    return { check: 'storage', status: 'ok', message: 'The storage account answers.' };
  } catch {
    return {
      check: 'storage',
      status: 'problem',
      message: 'The storage account does not answer, or does not let this app in.',
      fix: 'Check AzureWebJobsStorage, the network rules of the account, and that the identity of this app is Storage Table and Queue Data Contributor on it.',
    };
  }
}

async function armChecks({ reader, watched }: NonNullable<HealthDeps['app']>): Promise<Check[]> {
  try {
    return await Promise.all([...(await watched.all())].map((id) => armCheck(reader, id)));
  } catch {
    return [
      {
        check: 'subscriptions',
        status: 'problem',
        message: 'The subscriptions below the management group cannot be found out.',
        fix: 'Check MANAGEMENT_GROUP_ID, and that the identity of this app may read there.',
      },
    ];
  }
}

async function armCheck(reader: MachineReader, subscriptionId: string): Promise<Check> {
  const name = `subscription ${subscriptionId}`;
  const fix =
    'Check SUBSCRIPTION_IDS and AZURE_CLOUD, and grant the identity of this app a role with Microsoft.HybridCompute/machines/read and Microsoft.Resources/subscriptions/read on the subscription.';
  try {
    const found = await reader.check(subscriptionId);
    if (found.kind === 'readable') return { check: name, status: 'ok', message: 'Its machines can be read.' };
    const message =
      found.kind === 'denied' ? `Azure does not let this app in (${found.code}).` : 'Azure knows no such subscription.';
    return { check: name, status: 'problem', message, fix };
  } catch {
    return {
      check: name,
      status: 'problem',
      message: 'Azure Resource Manager does not answer.',
      fix: 'Check AZURE_CLOUD, ARM_ENDPOINT and the network of this app; it goes on by itself once ARM answers.',
    };
  }
}

async function intakeOf({ app }: HealthDeps, checks: readonly Check[]) {
  const reachable = checks.some((one) => one.check === 'storage' && one.status === 'ok');
  if (app === undefined || !reachable) return { counts: {}, malformed: [] };
  const { counts, malformed } = await app.journal.read();
  return { counts: { ...counts }, malformed: malformed.map((entry) => ({ ...entry, at: toIso(entry.at) })) };
}
