/** Lists the role assignments of this installation, and takes them away when somebody wants that. */
import type { AssignmentReader } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter } from '../../src/lib/access/assignmentWriter.ts';
import type { Self } from '../../src/lib/access/ownership.ts';
import type { PlanningDeps } from '../../src/lib/access/runs/accessDeps.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';
import { terminalJson } from '../../src/lib/escape/terminal.ts';
import type { Settings } from '../../src/lib/settings/settings.ts';
import { namesOf } from '../terminal/names.ts';
import { type Asked, consentTo } from './consent.ts';
import type { Options } from './options.ts';
import { isByName, oursOf } from './ours.ts';
import { eachOnce, rememberedPlaces, watchedPlaces } from './places.ts';
import { type Found, foundView, printFound } from './print.ts';
import { readPlaces } from './readPlaces.ts';
import type { RemovalRecord } from './removalRecord.ts';
import { type Removals, type RemoveAllDeps, removeAll } from './removeAll.ts';

export interface OffboardDeps
  extends Required<Patience>,
    Pick<PlanningDeps, 'directory' | 'watched'>,
    Pick<RemoveAllDeps, 'newToken'> {
  readonly assignments: Pick<AssignmentReader, 'list'> & Pick<AssignmentWriter, 'remove'>;
  /** Absent when nothing says where the app keeps them. */
  readonly readings?: Pick<PlanningDeps['readings'], 'memory'>;
  readonly settings: Pick<Settings, 'managementGroupId' | 'accessMode'>;
  /** With the id of the app only when it is the app that runs this. */
  readonly self: Self;
  readonly ask: Asked['ask'];
  /** Begins the record of what is removed. */
  readonly openRecord: () => Promise<RemovalRecord>;
  /** Takes the result. */
  readonly print: (text: string) => void;
}

const STOP_IT =
  'Stop the app first, or set its ACCESS_MODE=observe: while it enforces a policy, it gives again what is removed here.';

/** Does what is asked; answers the exit code. */
export async function offboard({ also, app, action }: Options, deps: OffboardDeps): Promise<number> {
  const { print, progress, settings } = deps;
  const found = await find({ also, self: { ...deps.self, ...(app !== undefined && { appId: app }) } }, deps);
  const unread = found.unread.length === 0 ? 0 : 1;
  if (action.kind === 'list' && action.json) {
    print(`${terminalJson(foundView(found))}\n`);
    return unread;
  }
  print(printFound(found));
  // The app's own settings may say something else.
  progress(`${settings.accessMode === 'enforce' ? 'ACCESS_MODE is enforce here. ' : ''}${STOP_IT}`);
  if (action.kind === 'remove') return Math.max(unread, await remove(found, action.yes, deps));
  if (found.own.length > 0) progress('Then npm run offboard -- --remove takes them away.');
  return unread;
}

async function find(
  { also, self }: Pick<Options, 'also'> & Pick<OffboardDeps, 'self'>,
  deps: OffboardDeps,
): Promise<Found> {
  const { watched, readings, settings, assignments, progress } = deps;
  const { places, said } = await rememberedPlaces(readings);
  progress(said);
  const subscriptions = await patiently(() => watched.all(), 'the watched subscriptions', deps);
  const everywhere = eachOnce([...watchedPlaces(subscriptions, settings), ...places, ...also]);
  const read = await readPlaces(everywhere, { ...deps, assignments, keep: (one) => isByName(one, self) });
  const ours = oursOf(read.assignments, self);
  const named = [...ours.own, ...ours.twins.map(({ assignment }) => assignment)];
  return { ...ours, unread: read.unread, names: await namesOf(named, deps) };
}

async function remove({ own }: Found, yes: number | undefined, deps: OffboardDeps): Promise<number> {
  const { ask, progress } = deps;
  if (own.length === 0 && yes === undefined) return 0;
  const consent = await consentTo(own.length, { ask, ...(yes !== undefined && { yes }) });
  if (consent.kind === 'notGiven') {
    progress(consent.why);
    return 1;
  }
  if (own.length === 0) return 0;
  const { removed, wereAbsent, left } = await removeOnRecord(own, deps);
  progress(`${removed} removed, ${wereAbsent} no longer there, ${left} left.`);
  // learn.microsoft.com, role-based-access-control/troubleshooting: "Role assignment changes are not being detected".
  if (removed > 0)
    progress('Effective by about ten minutes from now, and within hours where a management group gave the access.');
  if (left > 0) progress('What is left stands above with its reason; when that is mended, run this again.');
  return left === 0 ? 0 : 1;
}

async function removeOnRecord(own: Found['own'], deps: OffboardDeps): Promise<Removals> {
  const record = await deps.openRecord();
  try {
    return await removeAll(own, { ...deps, record });
  } finally {
    deps.progress(`Each removal is on record, with its correlation id in the activity log of Azure: ${record.path}`);
  }
}
