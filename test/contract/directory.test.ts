import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCloud } from '../../local/cloud/cloud.ts';
import type { CloudReply } from '../../local/cloud/rules/exchange.ts';
import { createRules, type Rules } from '../../local/cloud/rules/rules.ts';
import { virtualTime } from '../../local/cloud/time.ts';
import { createMemoryDirectory } from '../../local/memory/directory.ts';
import { DEMO_SUBSCRIPTION, DEMO_TENANT } from '../../local/start/laptop.ts';
import { createDirectory } from '../../src/lib/azure/directory/directory.ts';
import { createMemoryCounter } from '../../src/lib/azure/pipeline/memoryCounter.ts';
import { hours } from '../../src/lib/time.ts';
import { directoryContract } from './directory.contract.ts';
import { directoryChangesContract } from './directoryChanges.contract.ts';
import { directoryFailuresContract } from './directoryFailures.contract.ts';
import { type DirectoryHabits, type DirectoryHarness, type FreshDirectory, people } from './directoryHarness.ts';
import { directoryPeopleContract } from './directoryPeople.contract.ts';

const CLOUD = { cloud: 'public', subscriptions: [DEMO_SUBSCRIPTION], tenantId: DEMO_TENANT, seed: 1 } as const;

/** One for all tests: the CA in it is made once, and trusted once. */
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'directory-contract-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** The rules behind the adapter are within reach, sockets or not. */
function outside(rules: Rules): Pick<DirectoryHarness, 'graph' | 'control' | 'store'> {
  const headers = { host: 'localhost', authorization: 'Bearer somebody' };
  const checked = ({ status, body }: CloudReply): unknown => {
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  return {
    graph: (method, path, body) => checked(rules.graph.handle({ method, url: `/v1.0${path}`, headers, body })),
    control: async (method, url, body) =>
      checked(await new Promise<CloudReply>((done) => rules.control({ method, url, headers: {}, body }, done))),
    store: rules.directory.store,
  };
}

function tokenFor({ roles }: DirectoryHabits): string {
  if (roles === undefined) return 'opaque';
  return `e30.${Buffer.from(JSON.stringify({ roles })).toString('base64url')}.signature`;
}

function virtual({ graphPaging, ...habits }: DirectoryHabits) {
  const time = virtualTime(Date.UTC(2026, 10, 22));
  const rules = createRules({ ...CLOUD, graphPaging, time, post: () => undefined });
  const counter = createMemoryCounter();
  const directory = createMemoryDirectory({
    handle: (request) => rules.graph.handle(request),
    clock: time,
    sleep: async (ms) => time.advance(ms),
    token: () => tokenFor(habits),
    counter,
  });
  return { time, rules, counter, directory };
}

async function inMemory(habits: DirectoryHabits): Promise<DirectoryHarness> {
  const { time, rules, counter, directory } = virtual(habits);
  return {
    directory,
    endpoint: 'https://localhost',
    ...outside(rules),
    counts: () => counter.snapshot(),
    now: () => time.now(),
    close: async () => rules.events.stop(),
  };
}

/** How much faster the adapter waits than it would. */
const HASTE = 20;

async function overHttps({ graphPaging, ...habits }: DirectoryHabits): Promise<DirectoryHarness> {
  const cloud = await startCloud({ ...CLOUD, graphPaging, dataDir });
  setDefaultCACertificates([...getCACertificates('default'), await readFile(cloud.caFile, 'utf8')]);
  const counter = createMemoryCounter();
  return {
    directory: createDirectory({
      endpoint: cloud.graph,
      scope: 'https://graph.microsoft.com/.default',
      credential: { getToken: async () => ({ token: tokenFor(habits), expiresOnTimestamp: Date.now() + hours(1) }) },
      clock: { now: () => Date.now() },
      sleep: (ms, signal) => delay(ms / HASTE, undefined, { signal }),
      deadlineMs: 25_000 * HASTE,
      counter,
      userAgent: 'contract',
    }),
    endpoint: cloud.graph,
    ...outside(cloud.rules),
    counts: () => counter.snapshot(),
    now: () => Date.now(),
    close: () => cloud.stop(),
  };
}

const HARNESSES: readonly (readonly [string, FreshDirectory])[] = [
  ['over HTTPS through the Graph client', overHttps],
  ['in memory on virtual time', inMemory],
];

for (const [name, fresh] of HARNESSES) {
  directoryContract(name, fresh);
  directoryPeopleContract(name, fresh);
  directoryChangesContract(name, fresh);
  directoryFailuresContract(name, fresh);
}

describe('a deleted person on virtual time', () => {
  it('is deleted for thirty days, and then absent', async () => {
    const { time, rules, directory } = virtual({});
    const { person, remove } = people(outside(rules));
    const ada = person('ada');
    remove(`/users/${ada}`);

    time.advance(hours(30 * 24) - 1);
    const inTime = await directory.person(ada);
    time.advance(1);

    expect(inTime).toBe('deleted');
    expect(await directory.person(ada)).toBe('absent');
  });
});

// Seven days do not pass over HTTPS; there the contract has the refusal that comes of it.
describe('marks of changes on virtual time', () => {
  it('are good for seven days, and then one starts over', async () => {
    const { time, rules, directory } = virtual({});
    const { person } = people(outside(rules));
    const { marks: first } = await directory.changes(undefined);
    const ada = person('ada');

    time.advance(hours(7 * 24));
    const inTime = await directory.changes(first);
    time.advance(hours(7 * 24) + 1);
    const late = await directory.changes(inTime.marks);
    const bob = person('bob');

    expect(inTime).toMatchObject({ kind: 'changes', users: new Set([ada]) });
    expect(late.kind).toBe('startOver');
    expect(await directory.changes(late.marks)).toMatchObject({ kind: 'changes', users: new Set([bob]) });
  });
});
