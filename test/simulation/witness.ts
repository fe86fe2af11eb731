/** Sees every call that the app makes to ARM, next to the truth of that moment, and says where the app did wrong. */
import type { CloudReply, CloudRequest } from '../../local/cloud/rules/exchange.ts';
import type { Operation } from '../../local/cloud/rules/machineState.ts';
import { machineView } from '../../local/cloud/rules/machineView.ts';
import type { Rules } from '../../local/cloud/rules/rules.ts';
import { armId, type MachineId, machineKey, parseMachineResource } from '../../src/lib/onboarding/machineId.ts';
import { distorted } from './distort.ts';
import type { Invocation } from './processes.ts';
import type { Trace } from './trace.ts';
import { operationOn, type Truth, truthOf } from './truth.ts';
import type { Distortion, World } from './world.ts';

/** Says where the app did wrong. */
export type Wrong = (id: MachineId, what: string) => void;

export interface Witness {
  /** Makes a call of the app to ARM. */
  handle(by: Invocation, request: CloudRequest): CloudReply;
  /** Somebody gave the machine another chance: a person called, or the extension was removed. */
  excuse(id: MachineId): void;
  /** Somebody wants the machine to leave Microsoft Entra: only then may it be excluded, and its extension removed. */
  offboard(id: MachineId): void;
  /** The next answers about the machine are distorted. */
  distort(id: MachineId, how: Distortion, times: number): void;
  /** From now on no answer is. */
  undistort(): void;
  readonly wrong: Wrong;
  readonly problems: readonly string[];
  /** Installations that ARM took on from us, by machine and vmId. */
  readonly installs: ReadonlyMap<string, number>;
  readonly calls: { reads: number; writes: number; throttled: number };
}

/** Who is told of what the app reads and changes. */
export interface Seen {
  /** A GET was answered, `truth` being what it showed; undefined for a 404. */
  readonly read?: (id: MachineId, truth: Truth | undefined) => void;
  /** A change of identity or extension, which no order to leave asks for. */
  readonly changes?: (id: MachineId, truth: Truth) => void;
  readonly installs?: (id: MachineId, vmId: string, operation: Operation) => void;
}

interface Taken {
  operation: Operation;
  excuses: number;
  count: number;
}

/** What ARM shows for a while although it is no longer so. */
interface Stale {
  readonly body: unknown;
  readonly truth: Truth | undefined;
  readonly until: number;
}

export function createWitness(
  rules: Pick<Rules, 'arm' | 'world'>,
  { mode, onboard, lagSeconds }: Pick<World, 'mode' | 'onboard' | 'lagSeconds'>,
  trace: Trace,
  seen: Seen = {},
): Witness {
  const readings = new WeakMap<Invocation, Truth>();
  const taken = new Map<string, Taken>();
  const installs = new Map<string, number>();
  const excuses = new Map<string, number>();
  const offboarding = new Set<string>();
  const problems: string[] = [];
  const { time } = rules.world;
  const stale = new Map<string, Stale>();
  const distortions = new Map<string, Distortion[]>();
  const calls = { reads: 0, writes: 0, throttled: 0 };
  const wrong: Wrong = (id, what) => {
    problems.push(`${id.name}: ${what}`);
    trace(() => `WRONG: ${id.name}: ${what}`);
  };

  const excuse = (id: MachineId): void => {
    excuses.set(machineKey(id), (excuses.get(machineKey(id)) ?? 0) + 1);
  };

  /** A second installation for one vmId needs a reason. */
  function tookOn(id: MachineId, vmId: string, operation: Operation): void {
    const key = `${machineKey(id)} ${vmId.toLowerCase()}`;
    const excused = excuses.get(machineKey(id)) ?? 0;
    const before = taken.get(key);
    const count = (before?.count ?? 0) + 1;
    installs.set(key, count);
    seen.installs?.(id, vmId, operation);
    taken.set(key, { operation, excuses: excused, count });
    if (before === undefined || before.excuses < excused) return;
    if (before.operation.status === 'InProgress') wrong(id, 'a second installation while the first was under way');
    if (before.operation.status === 'Succeeded') wrong(id, 'a second installation though the first had succeeded');
  }

  /** The machine as a GET shows it now. */
  function seeing(id: MachineId): Omit<Stale, 'until'> | undefined {
    const machine = rules.world.machines.get(armId(id).toLowerCase());
    return machine && { body: machineView(rules.world, machine), truth: truthOf(rules.world, id) };
  }

  function judge(by: Invocation, id: MachineId, request: CloudRequest, truth: Truth | undefined): void {
    const reading = readings.get(by);
    const leaving = offboarding.has(machineKey(id));
    const found = isLeaving(request)
      ? wrongsOfLeaving(request.method, reading, { mode, leaving })
      : wrongs(request.method, reading, { mode, onboard });
    for (const what of found) wrong(id, `${request.method} ${what}`);
    // Whoever writes once more must have read once more.
    readings.delete(by);
    if (truth !== undefined && !isLeaving(request)) seen.changes?.(id, truth);
  }

  function write(by: Invocation, id: MachineId, request: CloudRequest): CloudReply {
    calls.writes++;
    const truth = truthOf(rules.world, id);
    const vmId = truth?.vmId;
    judge(by, id, request, truth);
    const before = operationOn(rules.world, id);
    const asBefore = lagSeconds > 0 ? seeing(id) : undefined;
    const reply = rules.arm.handle(request);
    const after = operationOn(rules.world, id);
    if (asBefore !== undefined) stale.set(machineKey(id), { ...asBefore, until: time.now() + lagSeconds * 1000 });
    if (request.method === 'DELETE') excuse(id);
    else if (vmId !== undefined && after !== undefined && after !== before) tookOn(id, vmId, after);
    return reply;
  }

  /** What a GET shows of a machine although it is no longer so. */
  function staleOf(id: MachineId): Stale | undefined {
    const old = stale.get(machineKey(id));
    const fits = old !== undefined && time.now() < old.until && old.truth?.vmId === truthOf(rules.world, id)?.vmId;
    return fits ? old : undefined;
  }

  function shown(by: Invocation, id: MachineId, request: CloudRequest, truth: Truth): void {
    readings.set(by, truth);
    if (isGetOf(id, request)) seen.read?.(id, truth);
  }

  function read(by: Invocation, id: MachineId | undefined, request: CloudRequest): CloudReply {
    calls.reads++;
    const reply = rules.arm.handle(request);
    if (id === undefined) return reply;
    if (reply.status === 404 && isGetOf(id, request)) seen.read?.(id, undefined);
    if (reply.status !== 200) return reply;
    const old = staleOf(id);
    if (old !== undefined) trace(() => '    … as it was before our write');
    const { body, truth } = answerOf(id, old ?? { body: reply.body, truth: truthOf(rules.world, id) });
    if (truth !== undefined) shown(by, id, request, truth);
    return { ...reply, body };
  }

  /** What is answered about a machine, distorted where that is its turn. */
  function answerOf(id: MachineId, { body, truth }: Omit<Stale, 'until'>): Omit<Stale, 'until'> {
    const next = distortions.get(machineKey(id))?.pop();
    if (next === undefined || truth === undefined) return { body, truth };
    trace(() => `    … distorted: ${next}`);
    return distorted(body, truth, next);
  }

  return {
    handle(by, request) {
      const id = parseMachineResource(request.url.split('?')[0] ?? '')?.machine;
      const reply = request.method === 'GET' || id === undefined ? read(by, id, request) : write(by, id, request);
      if (reply.status === 429) calls.throttled++;
      trace(
        () =>
          `    ${request.method} ${(request.url.split('?')[0] ?? '').split('/').slice(-2).join('/')} → ${reply.status}`,
      );
      return reply;
    },
    excuse,
    offboard(id) {
      offboarding.add(machineKey(id));
    },
    distort(id, how, times) {
      const waiting = distortions.get(machineKey(id)) ?? [];
      distortions.set(machineKey(id), [...waiting, ...Array.from({ length: times }, () => how)]);
    },
    undistort: () => distortions.clear(),
    wrong,
    problems,
    installs,
    calls,
  };
}

function isGetOf(id: MachineId, { url }: CloudRequest): boolean {
  return url.split('?')[0]?.toLowerCase().endsWith(`/machines/${id.name}`.toLowerCase()) === true;
}

/** What is wrong with a write, given the machine as it was when the look that makes it had read it. */
function wrongs(method: string, read: Truth | undefined, world: Pick<World, 'mode' | 'onboard'>): string[] {
  if (read === undefined) return ['without having read the machine'];
  const selected = world.onboard === 'all' || read.optedIn;
  const rules: readonly (readonly [boolean, string])[] = [
    [world.mode === 'observe', 'in observe'],
    [read.ready, 'of a machine that was ready'],
    [read.excluded, 'of an excluded machine'],
    [read.mistyped, 'of a machine that somebody may have meant to exclude'],
    [read.hidden === true, 'of a machine that could not be read'],
    [read.verdict !== 'fit', `of a machine whose report makes it ${read.verdict}`],
    [!selected, 'of a machine that nobody asked for'],
    [!read.reported, 'of a machine that had not reported'],
    [!read.supported, 'of a machine that cannot carry the extension'],
    [!read.reachable, 'of a machine that was offline'],
    [read.inProgress, 'while work on the extension was under way'],
    [method === 'PATCH' && read.identity, 'of a machine that had its identity'],
    [method === 'PATCH' && read.otherIdentity, 'of a machine whose own identity it would take away'],
    [method === 'PUT' && !read.identity, 'of a machine without an identity'],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, what]) => what);
}

/** Whether the write is one that only a machine that is to leave sees: its tags, and the removal of its extension. */
function isLeaving({ method, url }: CloudRequest): boolean {
  return method === 'DELETE' || /\/providers\/Microsoft\.Resources\/tags\//i.test(url);
}

/** What is wrong with such a write. The agent may be away, and what the machine can carry does not matter. */
function wrongsOfLeaving(
  method: string,
  read: Truth | undefined,
  { mode, leaving }: { readonly mode: World['mode']; readonly leaving: boolean },
): string[] {
  if (read === undefined) return ['without having read the machine'];
  const rules: readonly (readonly [boolean, string])[] = [
    [mode === 'observe', 'in observe'],
    [!leaving, 'of a machine that nobody wants to leave'],
    [method === 'PATCH' && read.excluded, 'of the tags of a machine that was excluded'],
    [method === 'DELETE' && read.hidden === true, 'of a machine that could not be read'],
    [read.tagsHidden === true, 'of a machine whose tags could not be read'],
    [method === 'DELETE' && !read.excluded, 'before the machine was excluded'],
    [method === 'DELETE' && read.inProgress, 'while work on the extension was under way'],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, what]) => what);
}
