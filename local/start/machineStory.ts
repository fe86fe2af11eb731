/** What happened to a machine, in a few words: what was done, and what it was before. Pure. */
import * as z from 'zod';
import { MACHINE_STATES } from '../../src/lib/onboarding/state.ts';

/** What of `GET /machines` the story is told from. */
export const toldSchema = z.object({
  ready: z.boolean(),
  attempts: z.array(z.object({ what: z.string(), outcome: z.string(), code: z.string().optional() })),
  timeline: z.array(z.object({ at: z.string(), event: z.string() })),
  extension: z.object({ name: z.string() }).nullable(),
});

export type ToldMachine = z.output<typeof toldSchema>;

const CHANGES: Readonly<Record<string, { readonly to: string; readonly done: string }>> = {
  enableIdentity: { to: 'enable the identity', done: 'enabled the identity' },
  installExtension: { to: 'install the extension', done: 'installed the extension' },
  excludeByTag: { to: 'set the exclusion tag', done: 'set the exclusion tag' },
  removeExtension: { to: 'remove the extension', done: 'removed the extension' },
};

/** What the app has done on the machine, in order, each thing once. */
export function whatWasDone({ attempts, ready, extension }: ToldMachine): string {
  if (attempts.length > 0) return [...new Set(attempts.map(attempt))].join(', then ');
  return ready && extension !== null
    ? `nothing, since the extension was there already, as ${extension.name}`
    : 'nothing';
}

function attempt({ what, outcome, code }: ToldMachine['attempts'][number]): string {
  const { to, done } = CHANGES[what] ?? { to: what, done: what };
  const why = code === undefined ? '' : ` (${code})`;
  switch (outcome) {
    case 'succeeded':
      return done;
    case 'failed':
      return `tried to ${to}, which failed${why}`;
    case 'refused':
      return `tried to ${to}, which Azure refused${why}`;
    case 'busy':
      return `waited to ${to}, while somebody else worked on the machine`;
    default:
      return `asked to ${to}`;
  }
}

/** The states before the present one, each with the seconds it lasted; undefined when there was none. */
export function whatWasBefore({ timeline }: ToldMachine): string | undefined {
  const stays: { readonly name: string; readonly since: number }[] = [];
  for (const { at, event } of timeline) {
    const name = nameOf(event);
    if (name !== undefined && stays.at(-1)?.name !== name) stays.push({ name, since: Date.parse(at) });
  }
  const told = stays.slice(0, -1).map(({ name, since }, index) => {
    const seconds = Math.round(((stays[index + 1]?.since ?? since) - since) / 1000);
    return name === ANEW ? name : `${name} for ${seconds < 1 ? 'less than a second' : `${seconds} s`}`;
  });
  return told.length === 0 ? undefined : told.join(', ');
}

const ANEW = 'registered anew';

/** Of the events on the timeline, the states, and what makes it another machine. */
function nameOf(event: string): string | undefined {
  if (event === 'RegisteredAnew') return ANEW;
  return MACHINE_STATES.find((state) => state === event);
}
