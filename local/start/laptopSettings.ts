/** The app's settings on a laptop. */
import { SETTINGS } from '../../src/lib/settings/settings.ts';

export interface LaptopSettings {
  readonly cloud: 'public' | 'china' | 'usgov';
  readonly auth: 'key' | 'entra';
  readonly installationId: string;
  readonly subscriptionId: string;
  readonly storageConnectionString: string;
  readonly policyUrl: string;
  /** For `TRUSTED_TAGS`; none when absent. */
  readonly trustedTags?: string;
  readonly endpoints: {
    readonly arm: string;
    readonly graph: string;
    readonly identity: string;
    readonly identityHeader: string;
  };
}

/** The environment of the app. Whatever the own environment sets wins. */
export function laptopSettings(
  { endpoints, trustedTags, ...options }: LaptopSettings,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const defaults = {
    AZURE_CLOUD: options.cloud,
    INSTALLATION_ID: options.installationId,
    SUBSCRIPTION_IDS: options.subscriptionId,
    ONBOARDING_MODE: 'enforce',
    ONBOARD: 'resourceGroup:rg-*',
    SETTLE_MINUTES: '0',
    ACCESS_MODE: 'enforce',
    ACCESS_POLICY_URL: options.policyUrl,
    REMOVAL_CONFIRM_SECONDS: '1',
    ...(trustedTags !== undefined && { TRUSTED_TAGS: trustedTags }),
    HTTP_AUTH: options.auth,
    AzureWebJobsStorage: options.storageConnectionString,
    ARM_ENDPOINT: endpoints.arm,
    GRAPH_ENDPOINT: endpoints.graph,
    IDENTITY_ENDPOINT: endpoints.identity,
    IDENTITY_HEADER: endpoints.identityHeader,
  };
  const given = Object.values(SETTINGS).flatMap(({ key }) => {
    const value = environment[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}
