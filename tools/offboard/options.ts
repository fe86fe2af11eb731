/** What `npm run offboard` is asked to do. */
import { parseArgs } from 'node:util';
import { type Place, placeOf } from '../../src/lib/access/assignment.ts';
import { parseScope } from '../../src/lib/access/scope.ts';
import { defined } from '../../src/lib/defined.ts';
import { parsed } from '../terminal/parsed.ts';

export const USAGE = `Usage: npm run offboard -- [--json] [--also SCOPE]... [--app ID]
       npm run offboard -- --remove [--yes N] [--also SCOPE]... [--app ID]
       --remove       removes what is listed, after asking; what became of each is put on record in a file of this folder
       --yes N        does not ask: N is the number of assignments, and nothing is removed when another number is found
       --also SCOPE   looks there, too: a management group or a subscription, as its resource id
       --app ID       the object id of the app's identity, when several apps have used this installation's id
       --data DIR     where the laptop's cloud keeps its endpoints.json (default .local), used when no subscription is configured
       --help, -h     this text`;

export interface Options {
  readonly data: string;
  readonly also: readonly Place[];
  /** Object id of the app's identity, lower case. */
  readonly app?: string;
  readonly action: Action;
}

export type Action =
  | { readonly kind: 'list'; readonly json: boolean }
  /** `yes`: how many were confirmed beforehand. */
  | { readonly kind: 'remove'; readonly yes?: number };

export type OptionsRead =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly message: string };

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads the arguments, or says what is wrong with them. */
export function optionsOf(args: readonly string[]): OptionsRead {
  const read = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        also: { type: 'string', multiple: true, default: [] },
        app: { type: 'string' },
        json: { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        yes: { type: 'string' },
        data: { type: 'string', default: '.local' },
      },
    }),
  );
  if (!read.ok) return read;
  const { also, app, json, remove, yes, data } = read.value.values;
  const problem =
    problemWith({ app, json, remove, yes }) ?? also.map(problemWithPlace).find((one) => one !== undefined);
  if (problem !== undefined) return { ok: false, message: problem };
  const action: Action = remove
    ? defined({ kind: 'remove' as const, yes: yes === undefined ? undefined : Number(yes) })
    : { kind: 'list', json };
  return { ok: true, options: defined({ data, also: also.map(placeOf), app: app?.toLowerCase(), action }) };
}

interface Given {
  readonly app: string | undefined;
  readonly json: boolean;
  readonly remove: boolean;
  readonly yes: string | undefined;
}

function problemWith({ app, json, remove, yes }: Given): string | undefined {
  if (json && remove) return '--json lists and --remove removes: one at a time.';
  if (yes !== undefined && !remove) return '--yes goes with --remove.';
  if (yes !== undefined && !/^\d{1,9}$/.test(yes)) return '--yes wants the number of assignments.';
  if (app !== undefined && !GUID.test(app)) return '--app wants an object id, which is a GUID.';
  return undefined;
}

/** A listing is made in one of two kinds of place; what is in a subscription shows in its listing. */
function problemWithPlace(text: string): string | undefined {
  const read = parseScope(text);
  if (!read.ok) return `--also ${text} ${read.message}. ${read.fix}`;
  const { kind } = read.scope;
  if (kind === 'managementGroup' || kind === 'subscription') return undefined;
  return `--also ${text} is neither a management group nor a subscription. Name its subscription.`;
}
