/**
 * Windows Server 2025 with Desktop Experience, Windows 11 24H2, or later (the article's floor for Arc). The build decides,
 * not the name: hardened images (CIS) carry names of their own.
 */
import { type OperatingSystem, windowsBuild } from '../../machine.ts';
import type { EligibilityRule } from './rule.ts';

/** Windows Server 2025 and Windows 11 24H2 share this build; Azure VMs may be older, Arc machines may not. */
const FIRST_SUPPORTED_BUILD = 26100;

/** `serverdatacentercore`; Windows itself cuts the word, `ServerDatacenterCor`. `core` alone is Windows 11 Home. */
const CORE_EDITION = /^server\w*core?$/i;
const CORE_SKU = /\bserver\b.*\bcore\b/i;

export const isWindows: EligibilityRule = ({ machine: { os } }) => {
  if (os.type === undefined || os.type.toLowerCase() === 'windows') return undefined;
  const message = `The machine runs ${os.type}; Microsoft Entra sign-in over RDP is for Windows machines only.`;
  return { status: 'False', reason: 'NotWindows', message };
};

export const newEnough: EligibilityRule = ({ machine: { os } }) => {
  const build = windowsBuild(os);
  if (build === undefined) return { status: 'Unknown', reason: 'OsUnknown' };
  if (build >= FIRST_SUPPORTED_BUILD) return undefined;
  const message = `${nameOf(os)} has build ${build}; Microsoft Entra sign-in needs Windows Server 2025 or Windows 11 24H2 (build ${FIRST_SUPPORTED_BUILD}) or later.`;
  return { status: 'False', reason: 'OsTooOld', message };
};

/**
 * Refuses Server Core where it shows. Whether it does in ARM is UNCONFIRMED: since Windows Server 2012 the product number
 * (`detectedProperties.productType`) is the same with and without a desktop (learn.microsoft.com, GetProductInfo). One
 * that does not show fails at its installation.
 */
export const withDesktop: EligibilityRule = ({ machine: { os } }) => {
  if (!CORE_EDITION.test(os.edition ?? '') && !CORE_SKU.test(os.sku ?? '')) return undefined;
  const message = `${nameOf(os)} is installed as Server Core; Microsoft Entra sign-in needs Desktop Experience.`;
  return { status: 'False', reason: 'ServerCore', message };
};

/** `core`, `coren`, `coresinglelanguage`, `corecountryspecific`: the editions that are sold as Home. */
const HOME_EDITION = /^core(?:n|singlelanguage|countryspecific)?$/i;
const HOME_SKU = /\bwindows\b.*\bhome\b/i;

/** Home editions join neither Active Directory nor Entra (learn.microsoft.com, Microsoft Entra joined devices). */
export const joinable: EligibilityRule = ({ machine: { os } }) => {
  if (!HOME_EDITION.test(os.edition ?? '') && !HOME_SKU.test(os.sku ?? '')) return undefined;
  const message = `${nameOf(os)} is a Home edition, which cannot join Microsoft Entra.`;
  return { status: 'False', reason: 'WindowsHome', message };
};

function nameOf({ sku = 'The operating system' }: OperatingSystem): string {
  return sku;
}
