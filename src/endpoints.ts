/** Every HTTP endpoint, in one list: what is registered, and what `GET /openapi.json` describes. */
import type { App } from './app.ts';
import type { Endpoint } from './lib/http/endpoint.ts';
import type { ApiInfo } from './lib/http/openapi.ts';
import { openApiEndpoint } from './lib/http/openapiEndpoint.ts';
import { approveQuarantine, rejectQuarantine } from './lib/status/access/decideQuarantine.ts';
import { getAccessPlan } from './lib/status/access/plan.ts';
import { getQuarantine, listQuarantines } from './lib/status/access/quarantines.ts';
import { reconcileAccess } from './lib/status/access/reconcileAccess.ts';
import { getAccessRun, listAccessRuns } from './lib/status/access/runs.ts';
import { getWho } from './lib/status/access/who/who.ts';
import { getFleet } from './lib/status/fleet.ts';
import { getHealth, getHealthChecks } from './lib/status/health.ts';
import { includeMachine } from './lib/status/includeMachine.ts';
import { getMachine, listMachines } from './lib/status/machines.ts';
import { offboardMachine } from './lib/status/offboardMachine.ts';
import { pauseChanges, resumeChanges } from './lib/status/pause.ts';
import { reconcileMachine } from './lib/status/reconcileMachine.ts';

/** Endpoints that answer whatever the settings say. */
export const HEALTH_ENDPOINTS = [getHealth, getHealthChecks];

/** Endpoints that need valid settings. */
export const APP_ENDPOINTS: readonly Endpoint<App>[] = [
  getFleet,
  listMachines,
  getMachine,
  reconcileMachine,
  offboardMachine,
  includeMachine,
  pauseChanges,
  resumeChanges,
  getAccessPlan,
  reconcileAccess,
  listAccessRuns,
  getAccessRun,
  listQuarantines,
  getQuarantine,
  approveQuarantine,
  rejectQuarantine,
  getWho,
];

/** How the API introduces itself. The version changes when an answer loses or renames something. */
export const API_INFO: ApiInfo = {
  title: 'arc-entra-signin',
  version: '1',
  description:
    'Microsoft Entra sign-in for Azure Arc-enabled Windows machines: the state of each machine, who may sign in, and what is changed.',
  license: 'MIT',
  prefix: 'api',
  tags: {
    access: 'Who may sign in where: the plan, what is withheld, what was done, and who has access now.',
    fleet: 'The fleet in numbers.',
    health: 'Whether the app works, and what to fix.',
    machines: 'The state of each machine, and what can be done with it.',
    openapi: 'This description.',
    pause: 'Pausing changes.',
    resume: 'Lifting a pause.',
  },
};

/** The description of them all. */
export const OPENAPI = openApiEndpoint([...HEALTH_ENDPOINTS, ...APP_ENDPOINTS], API_INFO);
