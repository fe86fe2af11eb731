/** The access policy as the rest of the app sees it: valid, ids in lower case, every default filled in. */
import type { Scope } from '../scope.ts';
import type { PolicyDay } from './day.ts';
import type { BindingGuards, SomeGuards } from './guards.ts';
import type { MachineSelector } from './selector.ts';

export interface AccessPolicy {
  readonly version: 1;
  readonly bindings: readonly Binding[];
  /** For all bindings; only what is stricter than the settings' limits counts. */
  readonly guards: SomeGuards;
  readonly exemptions: readonly Exemption[];
  /** Object ids of users, lower case. */
  readonly deny: readonly string[];
}

/** The members of a group hold a role somewhere. */
export interface Binding {
  /** Unique, also when case is ignored. */
  readonly name: string;
  readonly group: GroupReference;
  readonly role: Role;
  readonly target: Target;
  readonly assign: Assign;
  /** The last day on which it holds. */
  readonly expires?: PolicyDay;
  /** Governs all assignments of the role at exactly these scopes, whoever made them. Never with a selector. */
  readonly adopt: boolean;
  readonly guards: BindingGuards;
}

export interface GroupReference {
  /** Object id, lower case: this decides. */
  readonly id: string;
  /** Only checked: a name that no longer matches is a warning. */
  readonly name?: string;
}

export const ROLES = ['administrator', 'user'] as const;

export type Role = (typeof ROLES)[number];

/** `members`: an assignment for each eligible person. `group`: one for the group; Azure resolves the members. */
export const ASSIGN = ['members', 'group'] as const;

export type Assign = (typeof ASSIGN)[number];

/** Where a binding holds: at named scopes, or on every machine that a selector matches. */
export type Target =
  | { readonly kind: 'scopes'; readonly scopes: readonly Scope[] }
  | { readonly kind: 'machines'; readonly selector: MachineSelector };

/** Somebody whose access is not removed until a day. */
export interface Exemption {
  /** Object id, lower case. */
  readonly principal: string;
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly until: PolicyDay;
}
