/** What becomes of people, groups and machines. */
import { machineScope } from './scopes.ts';
import { type GroupState, groupId, type MachineState, type PersonState, personId, type Truth } from './truth.ts';
import { GROUP_ACTS, type GroupAct, type Happening, PERSON_ACTS, type PersonAct } from './world.ts';

export interface Changed {
  readonly truth: Truth;
  /** What the change feed tells of. */
  readonly told: readonly { readonly kind: 'users' | 'groups'; readonly id: string }[];
  /** The machine that is there no more. */
  readonly goneScope?: string;
}

/** The truth after that; undefined when it is about something else. */
export function changeTruth(happening: Happening, truth: Truth): Changed | undefined {
  switch (happening.kind) {
    case 'join':
      return group(happening.group, truth, (state) => ({
        ...state,
        members: withOne(state.members, happening.person),
      }));
    case 'leave':
      return group(happening.group, truth, (state) => ({
        ...state,
        members: without(state.members, happening.person),
      }));
    case 'leaveTogether':
      return group(happening.group, truth, (state) => ({
        ...state,
        members: state.members.filter((one) => !happening.people.includes(one)),
      }));
    case 'nest':
      return group(happening.into, truth, (state) => ({ ...state, nested: withOne(state.nested, happening.group) }));
    case 'unnest':
      return group(happening.into, truth, (state) => ({ ...state, nested: without(state.nested, happening.group) }));
    case 'retag':
      return machine(happening.machine, truth, (state) => ({ ...state, tag: happening.tag }));
    case 'machineGone': {
      const goneScope = machineScope(happening.machine);
      return { ...machine(happening.machine, truth, (state) => ({ ...state, gone: true })), goneScope };
    }
    case 'permissionLost':
    case 'permissionBack':
      return { truth: { ...truth, readable: happening.kind === 'permissionBack' }, told: [] };
    default:
      return byKind(happening, truth);
  }
}

function byKind(happening: Happening, truth: Truth): Changed | undefined {
  if (happening.kind === 'spell')
    return person(happening.person, truth, (state) => ({ ...state, spelled: happening.as }));
  if (happening.kind === 'report' || happening.kind === 'unreport')
    return machine(happening.machine, truth, (state) => ({ ...state, reported: happening.kind === 'report' }));
  if ('person' in happening && isPersonAct(happening.kind)) {
    const act = happening.kind;
    return person(happening.person, truth, (state) => afterAct(state, act));
  }
  if ('group' in happening && isGroupAct(happening.kind)) {
    const change = GROUP_CHANGES[happening.kind];
    return group(happening.group, truth, (state) => ({ ...state, ...change }));
  }
  return undefined;
}

function isPersonAct(kind: string): kind is PersonAct {
  return PERSON_ACTS.some((act) => act === kind);
}

function isGroupAct(kind: string): kind is GroupAct {
  return GROUP_ACTS.some((act) => act === kind);
}

const GROUP_CHANGES: Readonly<Record<GroupAct, Partial<GroupState>>> = {
  deleteGroup: { gone: true },
  restoreGroup: { gone: false },
  hide: { hidden: true },
  show: { hidden: false },
};

const PERSON_CHANGES: Readonly<Record<PersonAct, Partial<PersonState>>> = {
  disable: { enabled: false },
  enable: { enabled: true },
  turnGuest: { guest: true },
  turnMember: { guest: false },
  delete: { gone: 'deleted' },
  purge: { gone: 'purged' },
  restore: { gone: 'no' },
};

/** Whoever is purged never comes back, and of the deleted only themselves can be purged or restored. */
function afterAct(state: PersonState, act: PersonAct): PersonState {
  return state.gone === 'purged' ? state : { ...state, ...PERSON_CHANGES[act] };
}

function withOne(list: readonly number[], one: number): readonly number[] {
  return list.includes(one) ? list : [...list, one];
}

function without(list: readonly number[], one: number): readonly number[] {
  return list.filter((other) => other !== one);
}

function replaced<T>(list: readonly T[], n: number, change: (one: T) => T): readonly T[] {
  return list.map((one, index) => (index === n ? change(one) : one));
}

function group(n: number, truth: Truth, change: (state: GroupState) => GroupState): Changed {
  return { truth: { ...truth, groups: replaced(truth.groups, n, change) }, told: [{ kind: 'groups', id: groupId(n) }] };
}

function person(n: number, truth: Truth, change: (state: PersonState) => PersonState): Changed {
  return { truth: { ...truth, people: replaced(truth.people, n, change) }, told: [{ kind: 'users', id: personId(n) }] };
}

function machine(n: number, truth: Truth, change: (state: MachineState) => MachineState): Changed {
  return { truth: { ...truth, machines: replaced(truth.machines, n, change) }, told: [] };
}
