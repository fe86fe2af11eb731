import type { App, Misconfigured } from '../app.ts';
import { Failure } from '../lib/errors.ts';

/** The app, or a failure that makes the trigger try again later: nothing that comes in is lost to a wrong setting. */
export function ready(composed: App | Misconfigured): App {
  if (composed.kind === 'app') return composed;
  const keys = [...new Set(composed.problems.map(({ key }) => key))].join(', ');
  throw new Failure(
    'misconfigured',
    'Settings',
    `The app does nothing until these settings are right: ${keys}. GET /api/health/checks says how.`,
  );
}
