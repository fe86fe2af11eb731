/** What agents and people write in the simulated worlds, each with what it means (docs of the product, not its code). */
import { EXCLUDE_TAG, OPT_IN_TAG } from './start.ts';
import type { Report, Tagged } from './world.ts';

/** Whether a machine may carry the extension: yes, no, or nobody can tell. */
export type Verdict = 'fit' | 'unfit' | 'unknown';

interface Written {
  readonly kind?: string;
  readonly properties?: object;
  readonly verdict: Verdict;
}

export const REPORTS: Readonly<Record<Report, Written>> = {
  usual: { verdict: 'fit' },
  domain: { properties: { domainName: 'corp.example.com' }, verdict: 'unfit' },
  // As seen while a machine joins a domain.
  'half a domain': { properties: { adFqdn: 'web.corp.contoso.com' }, verdict: 'unknown' },
  'renamed workgroup': { properties: { domainName: 'ARBEITSGRUPPE', adFqdn: 'web.fritz.box' }, verdict: 'unknown' },
  cluster: { kind: 'HCI', verdict: 'unfit' },
  'home edition': { properties: { osSku: 'Windows 11 Home', osEdition: 'core' }, verdict: 'unfit' },
  azure: { properties: { cloudMetadata: { provider: 'Azure ' } }, verdict: 'unfit' },
  'monitor mode': { properties: { agentConfiguration: { configMode: ' monitor' } }, verdict: 'unfit' },
  garbled: { properties: { agentConfiguration: { extensionsEnabled: 0 } }, verdict: 'unknown' },
};

const EXCLUDED = { [EXCLUDE_TAG.name]: EXCLUDE_TAG.value };
const OPTED_IN = { [OPT_IN_TAG.name]: OPT_IN_TAG.value };
const ODDLY_EXCLUDED = { 'arcentrasignin\u00a0': 'Exclude\u200b ' };
const MISTYPED = { [EXCLUDE_TAG.name]: 'exlude' };

export const TAGS: Readonly<Record<Tagged, Readonly<Record<string, string>>>> = {
  none: {},
  'opted-in': OPTED_IN,
  excluded: EXCLUDED,
  both: { ...EXCLUDED, ...OPTED_IN },
  'oddly excluded': { ...ODDLY_EXCLUDED, ...OPTED_IN },
  mistyped: { ...MISTYPED, ...OPTED_IN },
};

/** What the tags of a machine say, of those that are ever written here. */
export function tagged(tags: Readonly<Record<string, string>>): {
  readonly excluded: boolean;
  readonly optedIn: boolean;
  readonly mistyped: boolean;
} {
  const has = (some: Readonly<Record<string, string>>) =>
    Object.entries(some).every(([name, value]) => tags[name] === value);
  return { excluded: has(EXCLUDED) || has(ODDLY_EXCLUDED), optedIn: has(OPTED_IN), mistyped: has(MISTYPED) };
}
