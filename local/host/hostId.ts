import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { AppSettings } from './appSettings.ts';

/**
 * Under which name this installation keeps its timers' status: the setting `AzureFunctionsWebHost__hostid`, or one made
 * of the app's folder, so that it is the same at every start.
 */
export function hostIdOf(appDir: string, settings: AppSettings): string {
  const digest = createHash('sha256').update(resolve(appDir)).digest('hex');
  return settings['AzureFunctionsWebHost__hostid'] ?? `local-${digest.slice(0, 16)}`;
}
