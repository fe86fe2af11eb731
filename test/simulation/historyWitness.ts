/**
 * Sees what the app does to a vmId over its whole life, whatever resource carries it: what comes back from Gone settles
 * anew; what was excluded stays out until a person includes it; a removed extension stays away for its grace; installations
 * are counted; and nothing is gone for a single 404.
 */
import type { Operation } from '../../local/cloud/rules/machineState.ts';
import type { World as CloudWorld } from '../../local/cloud/rules/world.ts';
import type { Time } from '../../local/cloud/time.ts';
import { armId, type MachineId, machineKey } from '../../src/lib/onboarding/machineId.ts';
import type { Ledger } from '../../src/lib/onboarding/ports.ts';
import type { MachineRecord } from '../../src/lib/onboarding/record.ts';
import { type Instant, minutes } from '../../src/lib/time.ts';
import { DRIFT_GRACE_MS } from './start.ts';
import type { Truth } from './truth.ts';
import type { Wrong } from './witness.ts';
import type { World } from './world.ts';

/** Installations of one machine without a success in between, or a person. */
const MOST_INSTALLS = 3;
/** What the ledger says of a machine that its tags keep out, or may: what cannot be told counts as an exclusion. */
const BY_TAG: ReadonlySet<string> = new Set(['ExcludedByTag', 'ExclusionUnclear', 'TagsUnreadable']);
/** Two 404s so far apart are one absence. */
const CONFIRMED_MS = minutes(1);

export interface HistoryWitness {
  /** The ledger as the app is to use it. */
  readonly ledger: Ledger;
  /** A GET of the app was answered, `truth` being what it was shown; undefined for a 404. */
  read(id: MachineId, truth: Truth | undefined): void;
  /** ARM takes on a change of ours, of identity or extension, of the machine as it is. */
  changes(id: MachineId, truth: Truth): void;
  /** ARM has taken on an installation of ours. */
  tookOn(id: MachineId, vmId: string, operation: Operation): void;
  /** Azure deletes the machine: an event tells of it. */
  deleted(id: MachineId): void;
  /** A person calls: what had failed before is tried again. */
  asked(id: MachineId): void;
  /** A person lets the machine in again. */
  included(id: MachineId): void;
  /** A person has excluded it. */
  excluded(id: MachineId): void;
  /** Whether it is out until a person includes it. */
  isKeptOut(vmId: string | undefined): boolean;
  /** Whether the app was ever shown a tag that keeps it out, or may, and nobody has included it since. */
  wasShownOut(vmId: string | undefined): boolean;
}

/** What has become of a vmId. */
interface Life {
  /** The ledger said so last, of the machine under this key. */
  excluded: boolean;
  toldOf: string | undefined;
  keptOut: boolean;
  byPerson: boolean;
  shownOut: boolean;
  /** It was on record as gone, and its next registration is one that the app can know. */
  returns: boolean;
  ready: boolean;
  removedAt: Instant | undefined;
  installs: readonly Operation[];
}

/** What has become of an id. */
interface Place {
  vmId: string | undefined;
  principalId: string | undefined;
  /** When the ledger said that it was gone, last. */
  goneAt: Instant | undefined;
  isKnown: boolean;
  deletions: number;
  /** The ledger says that a GET was answered with 404, and none since. */
  isDoubted: boolean;
  /** The first 404 since it was last seen. */
  absentSince: Instant | undefined;
}

export interface HistoryDeps {
  readonly inner: Ledger;
  readonly time: Pick<Time, 'now'>;
  readonly cloud: Pick<CloudWorld, 'machines'>;
  readonly world: Pick<World, 'settleMinutes' | 'onboard'>;
  /** Calls of the app that take effect without its hearing of it: installations that it cannot count. */
  readonly unheard: number;
  readonly wrong: Wrong;
}

export function createHistoryWitness({ inner, time, cloud, world, unheard, wrong }: HistoryDeps): HistoryWitness {
  const lives = new Map<string, Life>();
  const places = new Map<string, Place>();

  function lifeOf(vmId: string): Life {
    const key = vmId.toLowerCase();
    const life = lives.get(key) ?? newLife();
    lives.set(key, life);
    return life;
  }

  function placeOf(id: MachineId): Place {
    const key = machineKey(id);
    const place = places.get(key) ?? newPlace();
    places.set(key, place);
    return place;
  }

  function lifeAt(id: MachineId): Life | undefined {
    const { vmId } = placeOf(id);
    return vmId === undefined ? undefined : lifeOf(vmId);
  }

  /** The ledger says that the machine is gone. */
  function gone(record: MachineRecord, place: Place): void {
    const { id } = record;
    const life = lifeAt(id);
    if (life !== undefined) {
      life.returns = true;
      // Where it is now says more than where it was.
      if (life.excluded && life.toldOf === machineKey(id)) life.keptOut = true;
    }
    const before = place.goneAt;
    place.goneAt = record.timeline.findLast(({ event }) => event === 'Gone')?.at;
    // A look that fails may put down again what it had found on record.
    if (place.isKnown && place.goneAt !== before) judgeGone(id, place);
  }

  function judgeGone(id: MachineId, { absentSince, deletions }: Place): void {
    const confirmed = absentSince !== undefined && time.now() - absentSince >= CONFIRMED_MS;
    if (absentSince === undefined) wrong(id, 'is on record as gone, and no GET was answered with 404');
    else if (!confirmed && deletions === 0) wrong(id, 'is on record as gone after one 404');
  }

  function written(record: MachineRecord): void {
    const place = placeOf(record.id);
    if (record.state === 'Gone') gone(record, place);
    const life = lifeAt(record.id);
    // A tag that is missing now may have gone with its resource; `told` says when it is there.
    if (life?.excluded === true && mayBeAnew(place, record)) life.keptOut = true;
    remember(place, record);
    const { vmId } = record.seen ?? {};
    if (vmId !== undefined && record.state !== 'Gone') told(lifeOf(vmId), record);
  }

  return {
    ledger: {
      ...inner,
      async write(record, etag) {
        const result = await inner.write(record, etag);
        if (result !== 'conflict') written(record);
        return result;
      },
      async remove(id, etag) {
        const result = await inner.remove(id, etag);
        const { vmId } = placeOf(id);
        // Who has lost the record cannot know what was in it.
        if (result === 'removed' && vmId !== undefined) lives.delete(vmId.toLowerCase());
        if (result === 'removed') places.delete(machineKey(id));
        return result;
      },
    },
    read(id, truth) {
      const place = placeOf(id);
      if (truth === undefined) place.absentSince ??= time.now();
      else place.absentSince = undefined;
      if (truth?.excluded === true || truth?.mistyped === true) lifeOf(truth.vmId).shownOut = true;
      if (truth?.extension !== undefined && truth.hidden !== true) lifeOf(truth.vmId).removedAt = undefined;
    },
    changes(id, { vmId }) {
      if (lifeOf(vmId).keptOut) wrong(id, 'a change of a machine that is to stay out until a person includes it');
    },
    tookOn(id, vmId, operation) {
      const life = lifeOf(vmId);
      const now = time.now();
      const registeredAt = cloud.machines.get(armId(id).toLowerCase())?.registeredAt ?? 0;
      const settled = registeredAt + minutes(world.settleMinutes);
      const optedIn = operation.extension.machine.tags?.['EntraSignIn'] !== undefined;
      if (life.returns && !optedIn && now < settled) wrong(id, 'an installation before it had settled anew');
      if (life.removedAt !== undefined && now < life.removedAt + DRIFT_GRACE_MS)
        wrong(id, 'an installation within the grace of a removal that was on record');
      const before = life.installs.findLastIndex(({ status }) => status === 'Succeeded');
      life.installs = [...life.installs.slice(before + 1), operation];
      if (life.installs.length > MOST_INSTALLS + unheard)
        wrong(id, `${life.installs.length} installations without a success or a person`);
    },
    deleted: (id) => void placeOf(id).deletions++,
    asked(id) {
      const life = lifeAt(id);
      if (life === undefined) return;
      life.installs = [];
      if (!life.ready) life.removedAt = undefined;
    },
    included(id) {
      const life = lifeAt(id);
      if (life === undefined) return;
      Object.assign(life, { keptOut: false, byPerson: false, shownOut: false, installs: [] });
      if (!life.ready) life.removedAt = undefined;
    },
    excluded(id) {
      const life = lifeAt(id);
      // Under an id that the machine has just left, an exclusion does not follow it.
      if (life !== undefined && cloud.machines.has(armId(id).toLowerCase()))
        Object.assign(life, { keptOut: true, byPerson: true });
    },
    wasShownOut: (vmId) => vmId !== undefined && lifeOf(vmId).shownOut,
    isKeptOut: (vmId) => vmId !== undefined && lifeOf(vmId).keptOut,
  };
}

/** After a 404, or with another identity, as a registration makes it whose 404 nobody saw. */
function mayBeAnew({ vmId, principalId, isDoubted }: Place, { seen, absence }: MachineRecord): boolean {
  if (isDoubted && absence?.seenAt === undefined) return true;
  const isSame = vmId !== undefined && vmId.toLowerCase() === seen?.vmId?.toLowerCase();
  return isSame && principalId !== undefined && seen.principalId !== undefined && principalId !== seen.principalId;
}

function remember(place: Place, { seen, absence }: MachineRecord): void {
  place.isKnown = seen !== undefined;
  place.vmId = seen?.vmId ?? place.vmId;
  place.principalId = seen?.principalId ?? place.principalId;
  place.isDoubted = absence?.seenAt !== undefined;
}

/** What the ledger says of the machine now. */
function told(life: Life, record: MachineRecord): void {
  life.toldOf = machineKey(record.id);
  life.excluded = BY_TAG.has(record.conditions?.Selected.reason ?? '');
  if (life.excluded && !life.byPerson) life.keptOut = false;
  life.ready = record.readyAt !== undefined;
  const isOver = record.seen?.extension !== undefined || record.offboard !== undefined;
  life.removedAt = isOver ? undefined : (record.removedAt ?? life.removedAt);
}

function newLife(): Life {
  return {
    excluded: false,
    toldOf: undefined,
    keptOut: false,
    byPerson: false,
    shownOut: false,
    returns: false,
    ready: false,
    removedAt: undefined,
    installs: [],
  };
}

function newPlace(): Place {
  return {
    vmId: undefined,
    principalId: undefined,
    goneAt: undefined,
    isKnown: false,
    deletions: 0,
    isDoubted: false,
    absentSince: undefined,
  };
}
