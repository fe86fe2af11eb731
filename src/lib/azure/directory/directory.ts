/** The directory in Microsoft Graph. */
import type { Directory } from '../../access/directory.ts';
import type { Counter } from '../pipeline/count.ts';
import { directoryOver } from './directoryOver.ts';
import { type GraphClientDeps, graphClient } from './graphClient.ts';

export interface DirectoryDeps extends GraphClientDeps {
  /** Counts every call, and each part of a batch besides. */
  readonly counter: Counter;
}

/** The directory, read with the permissions of the credential. */
export function createDirectory(deps: DirectoryDeps): Directory {
  const { clock, sleep, counter } = deps;
  return directoryOver({ calls: graphClient(deps), clock, sleep, counter });
}
