import { type AppRole, readPrincipal } from './principal.ts';
import { type Problem, problem } from './problem.ts';

/** Who may call an endpoint, from everybody to those who may approve. */
export type Who = 'anyone' | 'read' | 'operate' | 'approve';

/**
 * How callers prove who they are. `key`: the host has checked the key before we are called. `entra`: the platform's
 * authentication stands in front; `platformAuthEnabled` is whether the platform says so (`WEBSITE_AUTH_ENABLED`).
 */
export type AuthMode = { readonly kind: 'key' } | { readonly kind: 'entra'; readonly platformAuthEnabled: boolean };

/** What a request says about its caller: the header `x-ms-client-principal`. */
export interface Caller {
  readonly principal: string | undefined;
}

/** Yes, and under which name to record it (undefined when nobody was identified), or the problem to answer. */
export type Verdict =
  | { readonly ok: true; readonly by: string | undefined }
  | { readonly ok: false; readonly problem: Problem<'unauthenticated' | 'forbidden'> };

/** The level at which the Functions host guards an endpoint. In `entra` it guards none: the platform authenticates. */
export function authLevel(who: Who, mode: AuthMode): 'anonymous' | 'function' | 'admin' {
  if (mode.kind === 'entra' || who === 'anyone') return 'anonymous';
  return who === 'approve' ? 'admin' : 'function';
}

const ROLE_FOR = {
  read: 'Reader',
  operate: 'Operator',
  approve: 'Approver',
} as const satisfies Record<Exclude<Who, 'anyone'>, AppRole>;

const GRANTS = {
  Reader: ['read'],
  Operator: ['read', 'operate'],
  Approver: ['read', 'operate', 'approve'],
} as const satisfies Record<AppRole, readonly Who[]>;

/** The app role that an endpoint asks for; the stronger roles imply the weaker ones. */
export function roleFor(who: Exclude<Who, 'anyone'>): AppRole {
  return ROLE_FOR[who];
}

/**
 * Whether this caller may call. The principal header counts only while the platform's authentication is on: without
 * it nobody strips the header from what comes in, and anybody could write one.
 */
export function mayCall(who: Who, caller: Caller, mode: AuthMode): Verdict {
  if (who === 'anyone' || mode.kind === 'key') return { ok: true, by: undefined };
  if (!mode.platformAuthEnabled) {
    return no('unauthenticated', 'HTTP_AUTH is entra, but the authentication of the platform is off; switch it on.');
  }
  if (caller.principal === undefined) return no('unauthenticated', 'Sign in with Microsoft Entra ID.');

  const principal = readPrincipal(caller.principal);
  if (principal === undefined) return no('forbidden', 'The principal that the platform passed on cannot be read.');

  const granted = principal.roles.some((role) => GRANTS[role].some((grant) => grant === who));
  return granted ? { ok: true, by: principal.by } : no('forbidden', `This needs the app role ${roleFor(who)}.`);
}

function no(code: 'unauthenticated' | 'forbidden', detail: string): Verdict {
  return { ok: false, problem: problem(code, detail) };
}
