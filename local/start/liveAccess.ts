/** Follows access over the app's own HTTP interface. */
import { type App, readPlan } from './accessPlan.ts';
import { accessView } from './accessRows.ts';
import { createRunReader } from './accessRuns.ts';
import type { Called } from './accessWords.ts';
import type { AccessView } from './liveView.ts';

/** What tells how access is now; undefined before the first run, and where the app plans no access. */
export function createAccessWatch(app: App, called: Called): () => Promise<AccessView | undefined> {
  const readRuns = createRunReader(app);
  return async () => {
    const [plan, runs] = await Promise.all([readPlan(app), readRuns()]);
    return runs.length === 0 ? undefined : accessView(plan, runs, called);
  };
}
