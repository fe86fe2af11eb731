import { foldCase } from '../../foldCase.ts';
import { minutes } from '../../time.ts';
import type { Finding } from '../condition.ts';
import type { Evidence } from '../evidence.ts';

/**
 * How long a write of ours may stay invisible before it is made again: a request whose answer we gave up on may still take
 * effect a minute later, and ARM may show what was before for a minute and a half after that.
 */
export const VISIBLE_WITHIN_MS = minutes(4);

/** `IdentityEnabled`: the machine has its system-assigned identity, in the tenant of its subscription. */
export function identityEnabled({ machine, history, tenantId, now }: Evidence): Finding {
  if (machine.unreadable?.some((name) => /^identity\b/.test(name)) === true)
    return { status: 'Unknown', reason: 'IdentityUnreadable' };
  if (machine.identity.kind === 'none') {
    const until = (history.identityRequestedAt ?? Number.NEGATIVE_INFINITY) + VISIBLE_WITHIN_MS;
    return now < until
      ? { status: 'Unknown', reason: 'IdentityRequested', until }
      : { status: 'False', reason: 'IdentityMissing' };
  }
  if (machine.identity.kind === 'otherKind') {
    const message = `The machine has an identity of type ${machine.identity.type}, and no system-assigned one. This app does not change it: Azure takes only SystemAssigned for Arc machines, so that the other would be lost.`;
    return { status: 'False', reason: 'IdentityOfOtherKind', message };
  }
  const held = machine.identity.tenantId;
  if (held !== undefined && tenantId !== undefined && foldCase(held) !== foldCase(tenantId)) {
    return { status: 'False', reason: 'IdentityInOtherTenant' };
  }
  return { status: 'True', reason: 'IdentityPresent' };
}
