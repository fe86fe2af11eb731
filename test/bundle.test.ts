/** The artefact itself: what is in the bundle that goes to Azure. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, loadApp } from '../local/host/core/loadApp.ts';
import { bundle } from '../tools/build.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A budget, not a measurement: raise it only with a reason in the commit. */
const MOST_KIB = 3550;

const storage = { connection: 'AzureWebJobsStorage' };

describe('the bundle', () => {
  let app: App;
  beforeAll(async () => {
    app = await loadApp(ROOT, () => undefined);
  });
  afterAll(() => app.close());

  it('registers exactly these functions, whatever the settings', () => {
    expect(app.functions.map(({ metadata }) => metadata.name)).toEqual([
      'accessPlan',
      'accessQuarantine',
      'accessQuarantines',
      'accessRun',
      'accessRuns',
      'accessWho',
      'applyAccess',
      'applyAccessPoison',
      'approveQuarantine',
      'fleet',
      'health',
      'healthChecks',
      'includeMachine',
      'machine',
      'machineEvents',
      'machines',
      'offboardMachine',
      'onboardMachine',
      'onboardMachinePoison',
      'openApi',
      'pause',
      'planAccess',
      'planAccessPoison',
      'reconcileAccess',
      'reconcileAccessNow',
      'reconcileMachine',
      'rejectQuarantine',
      'resume',
      'sweepFleet',
    ]);
  });

  it.each([
    [
      'machineEvents',
      [
        { type: 'eventGridTrigger', direction: 'in' },
        { type: 'queue', direction: 'out', queueName: 'onboard-machine', ...storage },
      ],
    ],
    ['onboardMachine', [{ type: 'queueTrigger', direction: 'in', queueName: 'onboard-machine', ...storage }]],
    [
      'onboardMachinePoison',
      [{ type: 'queueTrigger', direction: 'in', queueName: 'onboard-machine-poison', ...storage }],
    ],
    ['sweepFleet', [{ type: 'timerTrigger', direction: 'in', schedule: '0 */15 * * * *' }]],
    ['reconcileAccess', [{ type: 'timerTrigger', direction: 'in', schedule: '0 */10 * * * *' }]],
    ['planAccess', [{ type: 'queueTrigger', direction: 'in', queueName: 'plan-access', ...storage }]],
    ['planAccessPoison', [{ type: 'queueTrigger', direction: 'in', queueName: 'plan-access-poison', ...storage }]],
    ['applyAccessPoison', [{ type: 'queueTrigger', direction: 'in', queueName: 'apply-access-poison', ...storage }]],
    ['accessPlan', http('access/plan', 'function', 'GET')],
    ['accessWho', http('access/who', 'function', 'GET')],
    ['accessQuarantines', http('access/quarantines', 'function', 'GET')],
    ['accessQuarantine', http('access/quarantines/{id}', 'function', 'GET')],
    ['approveQuarantine', http('access/quarantines/{id}/approve', 'admin', 'POST')],
    ['rejectQuarantine', http('access/quarantines/{id}/reject', 'admin', 'POST')],
    ['accessRuns', http('access/runs', 'function', 'GET')],
    ['accessRun', http('access/runs/{runId}', 'function', 'GET')],
    ['reconcileAccessNow', http('access/reconcile', 'function', 'POST')],
    ['fleet', http('fleet', 'function', 'GET')],
    ['pause', http('pause', 'admin', 'POST')],
    ['resume', http('resume', 'admin', 'POST')],
    ['health', http('health', 'anonymous', 'GET')],
    ['healthChecks', http('health/checks', 'function', 'GET')],
    ['machines', http('machines', 'function', 'GET')],
    ['machine', http('machines/{subscriptionId}/{resourceGroup}/{name}', 'function', 'GET')],
    ['reconcileMachine', http('machines/{subscriptionId}/{resourceGroup}/{name}/reconcile', 'function', 'POST')],
    ['offboardMachine', http('machines/{subscriptionId}/{resourceGroup}/{name}/offboard', 'admin', 'POST')],
    ['openApi', http('openapi.json', 'anonymous', 'GET')],
  ])('binds %s to exactly these', (name, bindings) => {
    const registered = app.functions.find(({ metadata }) => metadata.name === name);

    expect(Object.values(registered?.metadata.bindings ?? {})).toEqual(
      bindings.map((binding) => expect.objectContaining(binding)),
    );
  });

  it('stays within its budget and carries its source map', async () => {
    const { size } = await stat(`${ROOT}dist/main.cjs`);
    const code = await readFile(`${ROOT}dist/main.cjs`, 'utf8');

    expect(size / 1024).toBeLessThan(MOST_KIB);
    expect(code).toContain('//# sourceMappingURL=main.cjs.map');
    await expect(stat(`${ROOT}dist/main.cjs.map`)).resolves.toBeDefined();
  });

  it('holds no path of the machine that built it', async () => {
    const code = await readFile(`${ROOT}dist/main.cjs`, 'utf8');

    expect(code).not.toContain(ROOT);
  });

  it('stays in place when it is built again, for a host that loads it meanwhile', async () => {
    const before = await stat(`${ROOT}dist/main.cjs`);

    await bundle();

    expect((await stat(`${ROOT}dist/main.cjs`)).ino).toBe(before.ino);
  });
});

function http(route: string, authLevel: string, method: string) {
  return [
    { type: 'httpTrigger', direction: 'in', route, authLevel, methods: [method] },
    { type: 'http', direction: 'out' },
  ];
}
