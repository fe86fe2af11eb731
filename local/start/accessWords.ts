/** Words for what the demo tells of access. Pure. */

/** The name of somebody or something by its id, where it has one. */
export type Called = (id: string) => string | undefined;

/** How people are named: as the app does, or else as the demo calls them. */
export function nameOf(called: Called) {
  return ({ principal, principalId }: { readonly principal?: string | undefined; readonly principalId: string }) =>
    principal ?? called(principalId) ?? principalId;
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Names behind the ids in a sentence of the app's, unless it has them already. */
export function withNames(line: string, called: Called): string {
  return line.replaceAll(GUID, (id) => {
    const name = called(id);
    return name === undefined || line.includes(name) ? id : `${id} (${name})`;
  });
}

/** How an approver decides on a quarantine. */
export function toDecide({ id, hash }: { readonly id: string; readonly hash: string }): string {
  return `POST /api/access/quarantines/${id}/approve (or /reject) with the master key and { "hash": "${hash}", "reason": "…" }`;
}

const REASONS: Readonly<Record<string, string>> = {
  leftGroup: 'not in the group.',
  disabled: 'the account is disabled.',
  guest: 'guests cannot sign in to these machines.',
  notAPerson: 'it is no person.',
  deleted: 'no longer in the directory.',
  dropped: 'no binding asks for it any more.',
  expired: 'the binding is over.',
  switchedToGroup: 'the group has it now.',
  switchedToMembers: 'its members have it now.',
  machineUnmatched: 'the selector no longer chooses the machine.',
  deny: 'the policy denies it.',
};

/** Why somebody loses something. */
export function reason({ reason }: { readonly reason: string }): string {
  return REASONS[reason] ?? `${reason}.`;
}

/** What is given, and where. */
export function grant({ role, scope }: { readonly role: string; readonly scope: string }): string {
  return `${role} at ${place(scope)}`;
}

/** A scope by its last name: that of a machine or a resource group, and what else it is. */
export function place(scope: string): string {
  const [name = '', kind = ''] = scope.split('/').toReversed();
  if (name === '') return 'the root of the tenant';
  const said = KINDS[kind.toLowerCase()];
  return said === undefined ? name : `${said} ${name}`;
}

const KINDS: Readonly<Record<string, string>> = {
  managementgroups: 'management group',
  subscriptions: 'subscription',
};

/** So many of something. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
