/** What others assign besides us: openly, under our description or our names, for a while, or as a second app of our id. */
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { descriptionOf } from '../../src/lib/access/ownership.ts';
import { minutes } from '../../src/lib/time.ts';
import { isSameGrant } from './azure.ts';
import type { Life } from './life.ts';
import { SCOPES } from './scopes.ts';
import { INSTALLATION, madeBy } from './standing.ts';
import { nth, personId } from './truth.ts';
import type { Happening, Maker } from './world.ts';

type Assigning = Extract<Happening, { kind: 'assign' | 'plant' | 'lend' }>;

/** What others assign, and what the app cannot find out of people and of itself; false when it is about something else. */
export function playOutsiders(happening: Happening, life: Life): boolean {
  switch (happening.kind) {
    case 'assign':
    case 'plant':
    case 'lend':
      assign(happening, life);
      return true;
    case 'omit':
      life.faults.omit(personId(happening.person), minutes(happening.minutes));
      return true;
    case 'selfUnknown':
      life.self.hide(minutes(happening.minutes));
      return true;
    default:
      return false;
  }
}

/** Somebody else assigns a role. */
function assign(happening: Assigning, life: Life): void {
  const { clock, there, makers, ends } = life;
  const assignment = made(happening, clock.now());
  if (there.now().some((one) => isSameGrant(one, assignment) || one.name === assignment.name)) return;
  makers.set(assignment.name, makerIn(happening));
  if (happening.kind === 'lend') ends.set(assignment.name, clock.now() + minutes(happening.minutes));
  there.put([...there.now(), assignment]);
}

const TWIN_APP = 'eeeeeeee-0000-4000-8000-00000000000e';
const DESCRIBED = { description: descriptionOf({ installationId: INSTALLATION }) };

function made(happening: Assigning, now: number): Assignment {
  const grant = { ...happening, scope: nth(SCOPES, happening.scope) };
  switch (makerIn(happening)) {
    case 'planted':
      return { ...madeBy('own', grant, now), createdBy: 'somebody' };
    case 'twin':
      return {
        ...madeBy('own', grant, now),
        description: descriptionOf({ installationId: INSTALLATION, appId: TWIN_APP }),
      };
    default:
      return {
        ...madeBy('foreign', grant, now),
        ...(happening.kind !== 'assign' && happening.as === 'described' && DESCRIBED),
      };
  }
}

function makerIn(happening: Assigning): Maker {
  if (happening.kind === 'assign' || happening.as === 'described' || happening.as === 'open') return 'foreign';
  return happening.as === 'named' ? 'planted' : 'twin';
}

/** What ends by itself, and is over now, is gone. */
export function endWhatIsOver({ clock, there, ends }: Pick<Life, 'clock' | 'there' | 'ends'>): void {
  const isOver = ({ name }: Assignment): boolean => (ends.get(name) ?? Infinity) <= clock.now();
  if (there.now().some(isOver)) there.put(there.now().filter((one) => !isOver(one)));
}

/** The second app takes what it made, and goes. */
export function twinGoes({ there, makers }: Life): void {
  there.put(there.now().filter(({ name }) => makers.get(name) !== 'twin'));
}
