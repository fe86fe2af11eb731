import { describe, expect, it } from 'vitest';
import { START, SUBSCRIPTION, virtualCloud } from '../../local/cloud/testing/virtualCloud.ts';
import { guid } from '../../local/cloud/testing/virtualRoles.ts';
import { createMemoryRoleAssignments } from '../../local/memory/roleAssignments.ts';
import type { Place } from '../../src/lib/access/assignment.ts';
import { assignmentName, descriptionOf, type Self } from '../../src/lib/access/ownership.ts';
import { NO_MEMORY } from '../../src/lib/access/runs/readings.ts';
import { Failure } from '../../src/lib/errors.ts';
import { watchedSubscriptions } from '../../src/lib/onboarding/watched.ts';
import { aHandDirectory } from '../../test/builders/handDirectory.ts';
import { type OffboardDeps, offboard } from './offboard.ts';
import type { Action, Options } from './options.ts';
import type { RemovalLine } from './removalRecord.ts';

const FORMER = 'eeeeeeee-0000-4000-8000-00000000000e';
const OTHER = 'ffffffff-0000-4000-8000-00000000000f';
const [APP, SECOND_APP] = [guid(70), guid(77)];
const SELF: Self = {
  installationId: 'aaaaaaaa-0000-4000-8000-00000000000a',
  formerInstallationIds: [FORMER],
  appId: APP,
};
const SUB = `/subscriptions/${SUBSCRIPTION}`;
const ELSEWHERE = guid(500);
const DEMO = '/providers/Microsoft.Management/managementGroups/demo';
const [ANN, BOB, CYD] = [guid(1), guid(2), guid(3)];

/** A simulated cloud, and a person at a terminal who runs the command. */
function aWorld() {
  const cloud = virtualCloud({ subscriptions: [SUBSCRIPTION, ELSEWHERE] });
  const assignments = createMemoryRoleAssignments({
    handle: (request) => cloud.rules.arm.handle(request),
    clock: cloud.time,
    token: 'opaque',
  });
  const directory = aHandDirectory();
  directory.putPerson(ANN, { userPrincipalName: 'ann@contoso.example' });
  const printed: string[] = [];
  const said: string[] = [];
  const pauses: number[] = [];
  const recorded: RemovalLine[] = [];
  let records = 0;
  let tokens = 0;
  const deps: OffboardDeps = {
    assignments,
    directory,
    watched: watchedSubscriptions([SUBSCRIPTION]),
    settings: { managementGroupId: undefined, accessMode: 'observe' },
    self: SELF,
    clock: cloud.time,
    sleep: async (ms) => {
      pauses.push(ms);
      cloud.time.advance(ms);
    },
    progress: (line) => void said.push(line),
    ask: undefined,
    print: (text) => void printed.push(text),
    newToken: () => guid(++tokens + 9000),
    openRecord: async () => {
      records += 1;
      return { path: '/somewhere/offboard.jsonl', write: async (line) => void recorded.push(line) };
    },
  };
  const give = async (principalId: string, by: Partial<Self> = {}, scope = SUB): Promise<void> => {
    const maker = { ...SELF, ...by };
    const grant = { scope, role: 'user', principalId } as const;
    const name = assignmentName(maker.installationId, grant);
    const made = { name, principalType: 'User', description: descriptionOf(maker) };
    expect(await assignments.create(grant, made)).toEqual({ kind: 'created' });
  };
  return {
    printed,
    said,
    pauses,
    recorded,
    records: () => records,
    directory,
    give,
    /** By name, so that the assignments of others count. */
    count: async (id = SUBSCRIPTION) => (await assignments.list({ kind: 'subscription', id })).assignments.length,
    fault: (spec: object) => cloud.control('POST', '/faults', { service: 'arm', ...spec }),
    run: (action: Action, more: Partial<OffboardDeps> = {}, options: Partial<Options> = {}) =>
      offboard({ data: '.local', also: [], action, ...options }, { ...deps, ...more }),
  };
}

const list: Action = { kind: 'list', json: false };
const json: Action = { kind: 'list', json: true };
const remove = (yes?: number): Action => ({ kind: 'remove', ...(yes !== undefined && { yes }) });
const elsewhere: Place = { kind: 'subscription', id: ELSEWHERE };

describe('npm run offboard', () => {
  it('lists what this installation and its former ones have made, and changes nothing', async () => {
    const world = aWorld();
    await world.give(ANN);
    await world.give(BOB, { installationId: FORMER, appId: SECOND_APP });
    await world.give(CYD, { installationId: OTHER });

    expect(await world.run(list)).toBe(0);

    const text = world.printed.join('');
    expect(text).toContain(`ann@contoso.example (${ANN})`);
    expect(text).toContain(`${BOB} (not in the directory)`);
    expect(text).not.toContain(CYD);
    expect(text).toContain('\n2 in total.\n');
    expect(world.said.join('\n')).toContain('ACCESS_MODE=observe');
    expect(await world.count()).toBe(3);
  });

  it('prints the same for systems', async () => {
    const world = aWorld();
    await world.give(ANN);
    await world.give(BOB, { appId: SECOND_APP });

    expect(await world.run(json)).toBe(0);

    expect(JSON.parse(world.printed.join(''))).toMatchObject({
      assignments: [{ scope: SUB, principal: 'ann@contoso.example', createdAt: new Date(START).toISOString() }],
      twins: [{ principalId: BOB, appId: SECOND_APP }],
      unread: [],
    });
  });

  it('looks at the management group that is watched, at what the app remembers, and where it is told to', async () => {
    const world = aWorld();
    await world.give(ANN, {}, DEMO);
    await world.give(BOB, {}, `/subscriptions/${ELSEWHERE}`);
    const nowhere = { watched: watchedSubscriptions([]) };
    const found = async (more: Partial<OffboardDeps>, options: Partial<Options> = {}) => {
      world.printed.length = 0;
      await world.run(json, { ...nowhere, ...more }, options);
      return JSON.parse(world.printed.join('')).assignments.map((one: { principalId: string }) => one.principalId);
    };

    expect(await found({})).toEqual([]);
    expect(await found({ settings: { managementGroupId: 'demo', accessMode: 'observe' } })).toEqual([ANN]);
    expect(await found({ readings: { memory: async () => ({ ...NO_MEMORY, places: [elsewhere] }) } })).toEqual([
      ANN,
      BOB,
    ]);
    expect(await found({}, { also: [elsewhere] })).toEqual([ANN, BOB]);
  });

  it('fails when a place cannot be read, and lists the others', async () => {
    const world = aWorld();
    await world.give(ANN);
    world.fault({ path: `${ELSEWHERE}.*roleAssignments`, status: 403, times: 100 });

    expect(await world.run(list, {}, { also: [elsewhere] })).toBe(1);
    expect(await world.run(remove(1), {}, { also: [elsewhere] })).toBe(1);

    expect(world.printed[0]).toContain('\n1 in total.\n');
    expect(world.printed[0]).toMatch(
      new RegExp(`something may be left there\n.*\n +/subscriptions/${ELSEWHERE} .*403`),
    );
    expect(await world.count()).toBe(0);
  });

  it('lists ids when the directory does not tell names', async () => {
    const world = aWorld();
    await world.give(ANN);
    world.directory.fail('people', new Failure('denied', 'Authorization_RequestDenied', 'Insufficient privileges.'));

    expect(await world.run(list)).toBe(0);

    expect(world.printed.join('')).toMatch(new RegExp(`user +${ANN} +2026`));
    expect(world.said.join('\n')).toContain('Authorization_RequestDenied');
  });

  it('warns where the settings say enforce, and always says that the app has to stop', async () => {
    const world = aWorld();
    const warnings = () => world.said.filter((line) => line.includes('ACCESS_MODE is enforce here.'));

    await world.run(list);
    expect(warnings()).toEqual([]);
    await world.run(list, { settings: { managementGroupId: undefined, accessMode: 'enforce' } });

    expect(warnings()).toHaveLength(1);
    expect(world.said.filter((line) => line.includes('Stop the app first'))).toHaveLength(2);
  });

  it('takes the app for the one that has made them all, unless somebody names another', async () => {
    const world = aWorld();
    await world.give(ANN, { appId: SECOND_APP });
    const { appId: _app, ...self } = SELF;

    await world.run(list, { self });
    await world.run(list, { self }, { app: APP });

    expect(world.printed[0]).toContain(`1 in total.\nThe app ${SECOND_APP} has made them`);
    expect(world.printed[1]).toMatch(/^0 in total\.\n\nWARNING/);
  });
});

describe('npm run offboard -- --remove', () => {
  it('removes what it has listed after the number was typed, and finds nothing afterwards', async () => {
    const world = aWorld();
    await world.give(ANN);
    await world.give(BOB, { installationId: FORMER });
    await world.give(BOB, { appId: SECOND_APP }, DEMO);
    await world.give(CYD, { installationId: OTHER });
    const questions: string[] = [];
    const ask = async (question: string): Promise<string> => {
      questions.push(question);
      expect(world.printed.join('')).toContain('\n2 in total.\n');
      expect(await world.count()).toBe(4);
      return '2';
    };

    expect(await world.run(remove(), { ask })).toBe(0);
    const left = await world.count();
    const second = await world.run(remove(), { ask });

    expect(questions).toEqual(['Type the number of assignments (2) to remove them: ']);
    expect(world.said).toContain('2 removed, 0 no longer there, 0 left.');
    // The twin and that of another installation.
    expect(left).toBe(2);
    expect(second).toBe(0);
    expect(world.printed[1]).toMatch(/^0 in total\./);
    expect(await world.count()).toBe(2);
  });

  it('puts each removal on record before it is made and after, without names, and says where', async () => {
    const world = aWorld();
    await world.give(ANN);
    await world.give(BOB);
    world.fault({ method: 'DELETE', status: 409, body: { error: { code: 'ScopeLocked', message: 'Locked by Ann.' } } });

    await world.run(remove(2));

    const at = new Date(START).toISOString();
    const of = (principalId: string, correlationId: string) => ({
      at,
      scope: SUB,
      role: 'user',
      principalId,
      assignment: assignmentName(SELF.installationId, { scope: SUB, role: 'user', principalId }),
      correlationId,
    });
    const [first, second] = [of(ANN, guid(9001)), of(BOB, guid(9002))];
    expect(world.recorded).toEqual([
      { ...first, outcome: 'begun' },
      { ...first, outcome: 'denied', code: 'ScopeLocked' },
      { ...second, outcome: 'begun' },
      { ...second, outcome: 'removed' },
    ]);
    expect(world.said.filter((line) => line.includes('/somewhere/offboard.jsonl'))).toHaveLength(1);
  });

  it('removes nothing that cannot be put on record', async () => {
    const world = aWorld();
    await world.give(ANN);
    const openRecord = async () => {
      throw new Failure('rejected', 'RecordUnwritable', 'No.');
    };

    await expect(world.run(remove(1), { openRecord })).rejects.toMatchObject({ code: 'RecordUnwritable' });
    expect(await world.count()).toBe(1);
  });

  it('says where the record is also when it is cut off', async () => {
    const world = aWorld();
    await world.give(ANN);
    const write = async () => {
      throw new Failure('rejected', 'RecordUnwritable', 'The disk is full.');
    };

    await expect(world.run(remove(1), { openRecord: async () => ({ path: '/full', write }) })).rejects.toThrow(
      'The disk is full.',
    );
    expect(world.said.at(-1)).toContain('/full');
    expect(await world.count()).toBe(1);
  });

  it('needs nobody when the number was said beforehand', async () => {
    const world = aWorld();
    await world.give(ANN);

    expect(await world.run(remove(1))).toBe(0);
    expect(await world.count()).toBe(0);
  });

  it.each([
    ['another number was said', remove(2), undefined],
    ['something else was typed', remove(), async () => 'yes'],
    ['nobody can be asked', remove(), undefined],
  ])('changes nothing, and fails, when %s', async (_, action, ask) => {
    const world = aWorld();
    await world.give(ANN);

    expect(await world.run(action, { ask })).toBe(1);
    expect(await world.count()).toBe(1);
    expect(world.said.at(-1)).toContain('nothing is removed');
  });

  it('waits when the service asks for it, and tries again what failed', async () => {
    const world = aWorld();
    await world.give(ANN);
    world.fault({ method: 'DELETE', status: 429, retryAfter: 30 });
    world.fault({ method: 'DELETE', status: 500 });

    expect(await world.run(remove(1))).toBe(0);
    expect(world.pauses).toEqual([30_000, 2_000]);
    expect(await world.count()).toBe(0);
  });

  it.each([
    ['a lock', { status: 409, body: { error: { code: 'ScopeLocked', message: 'Locked.' } } }, 'ScopeLocked'],
    ['somebody else at work', { status: 409, body: { error: { code: 'Conflict', message: 'Busy.' } } }, 'Conflict'],
    ['a refusal', { status: 400, body: { error: { code: 'BadRequest', message: 'No.' } } }, 'BadRequest'],
    ['a missing permission', { status: 403 }, 'AuthorizationFailed'],
    ['an outage', { status: 500, times: 3 }, 'InternalServerError'],
  ])('goes on after %s, tells it, and fails', async (_, fault, code) => {
    const world = aWorld();
    await world.give(ANN);
    await world.give(BOB);
    world.fault({ method: 'DELETE', ...fault });

    expect(await world.run(remove(2))).toBe(1);

    expect(await world.count()).toBe(1);
    expect(world.said.join('\n')).toMatch(new RegExp(`user ${ANN} at ${SUB} stays: .*\\(${code}\\)`));
    expect(world.said).toContain('1 removed, 0 no longer there, 1 left.');
  });

  it('is content when somebody else was faster', async () => {
    const world = aWorld();
    await world.give(ANN);
    world.fault({ method: 'DELETE', status: 500, processed: true });

    expect(await world.run(remove(1))).toBe(0);
    expect(world.said).toContain('0 removed, 1 no longer there, 0 left.');
  });

  it('ends without a question when there is nothing', async () => {
    const world = aWorld();

    expect(await world.run(remove())).toBe(0);
    expect(await world.run(remove(0))).toBe(0);
    expect(world.records()).toBe(0);
  });
});
