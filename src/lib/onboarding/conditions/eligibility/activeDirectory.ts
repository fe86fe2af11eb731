import { tagText } from '../../../tags.ts';
import type { OnboardingSettings } from '../../evidence.ts';
import type { Domain } from '../../machine.ts';
import { ARTICLE, DOMAIN_MEMBERSHIP } from '../../reasons.ts';
import { RECONCILE } from '../../requests.ts';
import type { EligibilityRule, Objection } from './rule.ts';

/**
 * A machine joined to Active Directory cannot join Entra by the extension (the article: joined, it cannot join another
 * domain). Nothing is guessed: a machine whose membership is not told waits.
 */
export const outsideActiveDirectory: EligibilityRule = ({ machine: { domain = {} }, settings }) => {
  switch (membershipOf(domain, settings.workgroupDnsSuffixes)) {
    case 'none':
      return undefined;
    case 'unknown':
      return doubt(domain, settings);
    case 'joined':
      return {
        status: 'False',
        reason: 'DomainJoined',
        message: `The machine is joined to the Active Directory domain ${domain.name}; Microsoft Entra sign-in is for machines in none.`,
        fix: `Take the machine out of its domain, or leave it there and set the tag ${tagText(settings.excludeTag)}; see ${ARTICLE}.`,
      };
  }
};

/**
 * As live machines look: outside a domain `domainName` is WORKGROUP and `adFqdn` the bare host name; inside, both are
 * dotted and one ends in the other. Neither tells alone: a workgroup may have any name, a machine in none may have a DNS
 * suffix, and during a domain join one of the two is still the old one.
 *
 * | name of the domain | full name          | in a domain?                                             |
 * | ------------------ | ------------------ | -------------------------------------------------------- |
 * | WORKGROUP          | no dot, or not told | no                                                       |
 * | another word       | no dot             | no: a workgroup that somebody renamed                    |
 * | another word       | not told           | unknown                                                  |
 * | a word             | `host.SUFFIX`      | no where the settings call the suffix a workgroup's; yes where the word is the suffix; else unknown |
 * | with a dot         | `host.NAME`        | yes                                                      |
 * | with a dot         | anything else      | unknown                                                  |
 * | not told           | no dot             | no                                                       |
 * | not told           | anything else      | unknown                                                  |
 */
function membershipOf({ name, adFqdn }: Domain, workgroupSuffixes: readonly string[]): 'joined' | 'none' | 'unknown' {
  const domain = fold(name);
  if (adFqdn === undefined) return domain === 'workgroup' ? 'none' : 'unknown';
  const suffix = suffixOf(adFqdn);
  const isWord = domain?.includes('.') !== true;
  if (suffix === undefined) return isWord ? 'none' : 'unknown';
  if (domain === undefined) return 'unknown';
  if (isWord && workgroupSuffixes.some((known) => fold(known) === suffix)) return 'none';
  return domain === suffix ? 'joined' : 'unknown';
}

/** What follows the host name, in lower case and without the dot of the root; undefined for a bare host name. */
function suffixOf(fullName: string): string | undefined {
  const folded = fold(fullName) ?? '';
  const dot = folded.indexOf('.');
  return dot < 0 ? undefined : folded.slice(dot + 1);
}

function fold(name: string | undefined): string | undefined {
  return name?.toLowerCase().replace(/\.$/, '');
}

/** Both values, and how to tell. */
function doubt({ name, adFqdn }: Domain, { excludeTag }: OnboardingSettings): Objection {
  if (name === undefined && adFqdn === undefined) return { status: 'Unknown', reason: 'DomainUnknown' };
  const suffix = adFqdn === undefined ? undefined : suffixOf(adFqdn);
  const isWorkgroup =
    suffix === undefined || name?.includes('.') === true
      ? `If it says False, update the agent, then ${RECONCILE}.`
      : `If it says False, add ${suffix} to WORKGROUP_DNS_SUFFIXES.`;
  return {
    status: 'Unknown',
    reason: 'DomainUnknown',
    message: `The agent reports the domain name ${quoted(name)} and the full name ${quoted(adFqdn)}; they do not tell whether the machine is joined to an Active Directory domain.`,
    fix: `On the machine, run (Get-CimInstance Win32_ComputerSystem).PartOfDomain in PowerShell. ${isWorkgroup} If it says True, set the tag ${tagText(excludeTag)}. See ${DOMAIN_MEMBERSHIP}.`,
  };
}

function quoted(name: string | undefined): string {
  return name === undefined ? '(none)' : `"${name}"`;
}
