/** What `npm run plan` is asked to do. */
import { parseArgs } from 'node:util';
import { parsed } from '../terminal/parsed.ts';

export const USAGE = `Usage: npm run plan -- --policy FILE [--json]
       npm run plan -- --resolve NAME
       Exit code: 0 nothing to do, 2 changes, 1 when something could not be read
       --data DIR   where the laptop's cloud keeps its endpoints.json (default .local), used when no subscription is configured
       --help, -h   this text`;

export type Options = { readonly data: string } & (
  | { readonly kind: 'resolve'; readonly name: string }
  | { readonly kind: 'plan'; readonly file: string; readonly json: boolean }
);

/** Reads the arguments; undefined after telling what is wrong with them. */
export function optionsOf(args: readonly string[], say: (text: string) => void): Options | undefined {
  const read = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        policy: { type: 'string' },
        resolve: { type: 'string' },
        json: { type: 'boolean', default: false },
        data: { type: 'string', default: '.local' },
      },
    }),
  );
  if (!read.ok) {
    say(`${read.message}\n${USAGE}`);
    return undefined;
  }
  const { policy, resolve: name, json, data } = read.value.values;
  if (name !== undefined && policy === undefined) return { kind: 'resolve', name, data };
  if (policy !== undefined && name === undefined) return { kind: 'plan', file: policy, json, data };
  say(USAGE);
  return undefined;
}
