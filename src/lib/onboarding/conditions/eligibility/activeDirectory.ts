import { tagText } from '../../../tags.ts';
import type { Domain } from '../../machine.ts';
import { ARTICLE } from '../../reasons.ts';
import type { EligibilityRule } from './rule.ts';

/**
 * A machine joined to Active Directory cannot join Entra by the extension (the article: joined, it cannot join another
 * domain). Nothing is guessed: a machine whose membership is not told waits.
 */
export const outsideActiveDirectory: EligibilityRule = ({ machine: { domain = {} }, settings }) => {
  switch (membership(domain)) {
    case 'none':
      return undefined;
    case 'unknown':
      return { status: 'Unknown', reason: 'DomainUnknown' };
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
 * dotted. A single word is either a workgroup that somebody renamed or a domain without a dot; the full name tells which.
 */
function membership({ name, adFqdn }: Domain): 'joined' | 'none' | 'unknown' {
  if (name?.toLowerCase() === 'workgroup') return 'none';
  if (name?.includes('.') === true) return 'joined';
  if (adFqdn === undefined) return 'unknown';
  if (!adFqdn.includes('.')) return 'none';
  // A DNS suffix alone makes a dotted name, too; without the domain's name that is no proof.
  return name === undefined ? 'unknown' : 'joined';
}
