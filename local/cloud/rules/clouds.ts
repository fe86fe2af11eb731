/** The three clouds, as far as the rules differ between them. */

export const CLOUD_NAMES = ['public', 'china', 'usgov'] as const;

export type CloudName = (typeof CLOUD_NAMES)[number];

interface CloudTraits {
  /** Regions that the provider lists, as display names. */
  readonly locations: readonly string[];
  /** Where a machine registers its device; named in the text of a failed join. */
  readonly deviceRegistrationHost: string;
  /** Who issues tokens, for the `iss` claim. */
  readonly tokenIssuer: string;
}

export const CLOUD_TRAITS: Readonly<Record<CloudName, CloudTraits>> = {
  public: {
    locations: ['West Europe', 'North Europe', 'East US', 'West US 2', 'Southeast Asia'],
    deviceRegistrationHost: 'enterpriseregistration.windows.net',
    tokenIssuer: 'https://sts.windows.net',
  },
  china: {
    locations: ['China North 2', 'China North 3', 'China East 2'],
    deviceRegistrationHost: 'enterpriseregistration.partner.microsoftonline.cn',
    tokenIssuer: 'https://sts.chinacloudapi.cn',
  },
  usgov: {
    locations: ['USGov Virginia', 'USGov Arizona'],
    deviceRegistrationHost: 'enterpriseregistration.microsoftonline.us',
    tokenIssuer: 'https://sts.windows.net',
  },
};
