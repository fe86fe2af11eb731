/** What the people and groups are called that a command lists. */
import type { Directory } from '../../src/lib/access/directory.ts';
import { type Names, NO_NAMES } from '../../src/lib/access/plan/names.ts';
import { finalFailure } from '../../src/lib/access/runs/finalFailure.ts';
import { type Patience, patiently } from '../../src/lib/access/runs/patiently.ts';

export interface NamesDeps extends Patience {
  readonly directory: Pick<Directory, 'people'>;
}

/** Their names, asked for once; none when the directory does not tell: a list of ids is better than no list. */
export function namesOf(listed: readonly { readonly principalId: string }[], deps: NamesDeps): Promise<Names> {
  const ids = [...new Set(listed.map(({ principalId }) => principalId))];
  if (ids.length === 0) return Promise.resolve(NO_NAMES);
  const ask = async (mayRetry: boolean): Promise<Names> => {
    try {
      return { ...NO_NAMES, people: await deps.directory.people(ids), asked: new Set(ids) };
    } catch (error) {
      const { code, message } = finalFailure(error, mayRetry);
      deps.progress?.(`The directory does not tell their names: ${message} (${code})`);
      return NO_NAMES;
    }
  };
  return patiently(ask, 'the names', deps);
}
