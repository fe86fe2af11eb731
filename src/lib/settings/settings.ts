/** Every setting of the app, read from the environment in one go, with all that is wrong told at once. */
import * as z from 'zod';
import { closest } from '../access/policy/closest.ts';
import { ACCESS_SETTINGS } from './access.ts';
import { onboard, tag } from './onboard.ts';
import {
  duration,
  guid,
  httpsUrl,
  list,
  ncrontab,
  number,
  type Setting,
  type SettingProblem,
  setting,
} from './setting.ts';

/** As the portal shows it, or the emulator's short form. Its value is a secret, so no message may repeat it. */
const CONNECTION_STRING =
  /^UseDevelopmentStorage=true|^(?=.*(AccountName|Endpoint)=[^;]+)(?=.*(AccountKey|SharedAccessSignature)=[^;]+)/i;

/** Every quarter of an hour. */
export const DEFAULT_SWEEP_SCHEDULE = '0 */15 * * * *';

/** The table of settings, in the order in which the documentation shows them. */
export const SETTINGS = {
  cloud: setting({
    key: 'AZURE_CLOUD',
    default: 'public',
    shape: '`public`, `china` or `usgov`',
    meaning: 'Which Azure: all endpoints follow.',
    read: z.enum(['public', 'china', 'usgov'], 'is none of public, china, usgov'),
  }),
  installationId: setting({
    key: 'INSTALLATION_ID',
    required: true,
    shape: 'a GUID',
    meaning: 'Names this installation, for ever. Written once by infra; never change it.',
    read: guid,
  }),
  formerInstallationIds: setting({
    key: 'FORMER_INSTALLATION_IDS',
    default: '',
    shape: 'GUIDs, separated by commas',
    meaning:
      'Installations whose role assignments this one takes over. Those of any other installation are left alone.',
    read: list.pipe(z.array(guid)),
  }),
  subscriptionIds: setting({
    key: 'SUBSCRIPTION_IDS',
    shape: 'GUIDs, separated by commas',
    meaning:
      'The subscriptions that are watched; this or the next one is required. Everything outside them is ignored.',
    read: list.pipe(z.array(guid)).optional(),
  }),
  managementGroupId: setting({
    key: 'MANAGEMENT_GROUP_ID',
    shape: 'the id of a management group',
    meaning: 'Watches every subscription below it, also those that come later: each sweep finds them anew.',
    read: z
      .string()
      .regex(/^(?!\.+$)[-\w().]{1,90}$/, 'is not the id of a management group')
      .optional(),
  }),
  onboardingMode: setting({
    key: 'ONBOARDING_MODE',
    default: 'observe',
    shape: '`observe` or `enforce`',
    meaning: '`observe` decides and shows, and changes nothing; `enforce` also acts.',
    read: z.enum(['observe', 'enforce'], 'is neither observe nor enforce'),
  }),
  onboard: setting({
    key: 'ONBOARD',
    default: '',
    shape: '`all`, or a comma-separated list of `subscription:ID`, `resourceGroup:GLOB`, `tag:NAME=VALUE`',
    meaning:
      'Which machines to take; required for `enforce`. Joining Entra blocks a later Active Directory join, so nothing is taken that nobody asked for.',
    read: onboard,
  }),
  excludeTag: setting({
    key: 'EXCLUDE_TAG',
    default: 'ArcEntraSignIn=exclude',
    shape: '`NAME=VALUE`',
    meaning:
      'A machine with this tag is left alone, however name and value are written: case, spaces around them, invisible characters and full-width letters make no difference. A machine whose tag of this name has another value, unless `ONBOARD` names it, waits for a person. Tags of `ONBOARD` must be exact. Excluding stops changes; it takes nothing away.',
    read: tag,
  }),
  workgroupDnsSuffixes: setting({
    key: 'WORKGROUP_DNS_SUFFIXES',
    default: '',
    shape: 'DNS suffixes, separated by commas, such as `fritz.box,lan`',
    meaning:
      'Suffixes that machines outside of Active Directory have. A machine that reports a domain name without a dot and one of these suffixes is taken for a machine in a workgroup (`DomainUnknown` otherwise).',
    read: list.pipe(z.array(z.string().regex(/^(?!\.)[-\w.]+(?<!\.)$/, 'has an entry that is no DNS suffix'))),
  }),
  settleMinutes: setting({
    key: 'SETTLE_MINUTES',
    default: '10',
    shape: 'a whole number from 0 to 1440',
    meaning:
      'How long a machine that was not selected by its own tag is left alone after first sight: tags and domain joins arrive after registration.',
    read: number(0, 1440),
  }),
  maxInstallsInFlight: setting({
    key: 'MAX_INSTALLS_IN_FLIGHT',
    default: '50',
    shape: 'a whole number from 1 to 1000',
    meaning:
      'At most so many installations are under way at a time. When a fifth of the last 50 failed (of at least 10 that have ended), new ones stop until a person resumes.',
    read: number(1, 1000),
  }),
  driftGrace: setting({
    key: 'DRIFT_GRACE',
    default: 'PT24H',
    shape: 'an ISO 8601 duration of days, hours and minutes, such as `PT24H` or `P2D`',
    meaning:
      'How long an extension that somebody removed stays away before it is installed again: removing it is the documented way to leave Entra.',
    read: duration,
  }),
  sweepSchedule: setting({
    key: 'SWEEP_SCHEDULE',
    default: DEFAULT_SWEEP_SCHEDULE,
    shape: 'an NCRONTAB expression of six fields',
    meaning: 'When the sweep looks for what events missed.',
    read: ncrontab,
  }),
  ...ACCESS_SETTINGS,
  httpAuth: setting({
    key: 'HTTP_AUTH',
    default: 'key',
    shape: '`key` or `entra`',
    meaning:
      '`key`: the keys of the Functions host. `entra`: the platform’s authentication in front, with the app roles Reader, Operator and Approver.',
    read: z.enum(['key', 'entra'], 'is neither key nor entra'),
  }),
  storageConnection: setting({
    key: 'AzureWebJobsStorage',
    shape: 'a connection string',
    meaning:
      'The storage account of the Functions host; state lives there. Instead of it, with a managed identity, the next one or the three after it.',
    secret: true,
    read: z.string().regex(CONNECTION_STRING, 'is not a connection string of a storage account').optional(),
  }),
  storageAccount: setting({
    key: 'AzureWebJobsStorage__accountName',
    shape: 'the name of a storage account',
    meaning: 'The storage account, reached with the app’s identity.',
    read: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/, 'is not the name of a storage account')
      .optional(),
  }),
  // Source: "Connecting to host storage with an identity", Azure Functions developer guide: the host wants all three, too.
  storageBlobUri: setting({
    key: 'AzureWebJobsStorage__blobServiceUri',
    shape: 'an https URL',
    meaning: 'The blob service, where its name does not follow from the account; goes with the next two.',
    read: httpsUrl.optional(),
  }),
  storageQueueUri: setting({
    key: 'AzureWebJobsStorage__queueServiceUri',
    shape: 'an https URL',
    meaning: 'The queue service, likewise.',
    read: httpsUrl.optional(),
  }),
  storageTableUri: setting({
    key: 'AzureWebJobsStorage__tableServiceUri',
    shape: 'an https URL',
    meaning: 'The table service, likewise.',
    read: httpsUrl.optional(),
  }),
  clientId: setting({
    key: 'AZURE_CLIENT_ID',
    shape: 'a GUID',
    meaning: 'The user-assigned identity to use; without it, the system-assigned one.',
    read: guid.optional(),
  }),
  armEndpoint: setting({
    key: 'ARM_ENDPOINT',
    shape: 'an https URL',
    meaning: 'Azure Resource Manager, where it is not the cloud’s own: a laptop, a private cloud.',
    read: httpsUrl.optional(),
  }),
  graphEndpoint: setting({
    key: 'GRAPH_ENDPOINT',
    shape: 'an https URL',
    meaning: 'Microsoft Graph, likewise.',
    read: httpsUrl.optional(),
  }),
  platformAuth: setting({
    key: 'WEBSITE_AUTH_ENABLED',
    shape: '`True` or `False`',
    meaning: 'Set by the platform: whether its authentication stands in front. The principal header counts only then.',
    read: z
      .string()
      .regex(/^(true|false)$/i, 'is neither True nor False')
      .optional()
      .transform((value) => value?.toLowerCase() === 'true'),
  }),
} as const;

export type Settings = { readonly [K in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[K]['read']> };

export type SettingsRead =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

/** Reads all settings from `environment`. Reports every problem at once, each with its key, the expected shape and a fix. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsRead {
  const problems: SettingProblem[] = [];
  const values: Partial<Settings> = {};
  for (const [name, definition] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const given = environment[definition.key]?.trim() || definition.default;
    if (given === undefined && definition.required === true) {
      problems.push(missing(definition));
      continue;
    }
    const read = definition.read.safeParse(given);
    if (read.success) Object.assign(values, { [name]: read.data });
    else problems.push(...read.error.issues.map((issue) => wrong(definition, issue)));
  }
  problems.push(...together(environment, values));
  return isComplete(values, problems) ? { ok: true, settings: values } : { ok: false, problems };
}

const KEYS = Object.values<Setting<unknown>>(SETTINGS).map(({ key }) => key);

/**
 * Variables that are a slip away from a setting. They are told and not refused: an environment has variables of others, and
 * what a missing setting defaults to is the careful choice.
 */
export function almostSettings(environment: Readonly<Record<string, string | undefined>>): readonly SettingProblem[] {
  return Object.entries(environment).flatMap(([key, value]) => {
    const meant = value?.trim() && !KEYS.includes(key) ? closest(key, KEYS) : undefined;
    if (meant === undefined) return [];
    const fix = `If ${meant} is meant, rename it; else give it another name, or remove it.`;
    return [{ key, message: `${key} is no setting, and is ignored.`, fix }];
  });
}

/** Every setting without a problem has its value. */
function isComplete(values: Partial<Settings>, problems: readonly SettingProblem[]): values is Settings {
  return problems.length === 0 && Object.keys(SETTINGS).every((name) => name in values);
}

/** What no setting can tell by itself. */
function together(
  environment: Readonly<Record<string, string | undefined>>,
  values: Partial<Settings>,
): SettingProblem[] {
  const given = (key: string) => (environment[key] ?? '').trim() !== '';
  const problems: SettingProblem[] = [];
  if (values.onboardingMode === 'enforce' && values.onboard?.length === 0) {
    problems.push({
      key: 'ONBOARD',
      message: 'ONBOARD is missing, and ONBOARDING_MODE is enforce.',
      fix: 'Say which machines to take: all, or a list such as resourceGroup:rg-*,tag:EntraSignIn=yes; or set ONBOARDING_MODE=observe.',
    });
  }
  const scopes = [SETTINGS.subscriptionIds.key, SETTINGS.managementGroupId.key].filter(given);
  if (scopes.length !== 1) {
    problems.push({
      key: SETTINGS.subscriptionIds.key,
      message:
        scopes.length === 0 ? 'Nothing says what to watch.' : 'SUBSCRIPTION_IDS and MANAGEMENT_GROUP_ID are both set.',
      fix: 'Set SUBSCRIPTION_IDS (GUIDs, separated by commas) or MANAGEMENT_GROUP_ID, and not both.',
    });
  }
  const services = [SETTINGS.storageBlobUri, SETTINGS.storageQueueUri, SETTINGS.storageTableUri];
  const byUri = services.every(({ key }) => given(key));
  if (!given('AzureWebJobsStorage') && !given('AzureWebJobsStorage__accountName') && !byUri) {
    problems.push({
      key: 'AzureWebJobsStorage',
      message: 'No storage account is named.',
      fix: 'Set AzureWebJobsStorage (a connection string), or AzureWebJobsStorage__accountName, or all of AzureWebJobsStorage__blobServiceUri, AzureWebJobsStorage__queueServiceUri and AzureWebJobsStorage__tableServiceUri.',
    });
  }
  return problems;
}

function missing({ key, shape }: Setting<unknown>): SettingProblem {
  return { key, message: `${key} is missing.`, fix: `Set ${key} to ${shape}.` };
}

function wrong({ key, shape }: Setting<unknown>, issue: z.core.$ZodIssue): SettingProblem {
  const fix: unknown = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  return { key, message: `${key} ${issue.message}.`, fix: typeof fix === 'string' ? fix : `Set ${key} to ${shape}.` };
}
