/** A binding of the access policy: a group, a role, and where. */
import type { MachineSelector } from './readings/machineSelector.ts';
import type { LoginRole } from './role.ts';

/** Where a binding gives its role: at scopes, or on the machines that a selector matches. */
export type BindingTarget =
  /** ARM scopes as the policy writes them, each once. */
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'machines'; readonly selector: MachineSelector };

export interface Binding {
  /** Unique in the policy. */
  readonly name: string;
  readonly group: { readonly id: string; readonly name?: string };
  readonly role: LoginRole;
  readonly target: BindingTarget;
  /** One assignment a person, or one for the group. */
  readonly assign: 'members' | 'group';
  /** The last day, UTC, `2027-06-30`. */
  readonly expires?: string;
  /** It governs every assignment of its role at exactly its scopes, whoever made it. */
  readonly adopt: boolean;
}

export interface Exemption {
  readonly principal: string;
  readonly owner: string;
  readonly reason: string;
  /** The last day, UTC. */
  readonly until: string;
}
