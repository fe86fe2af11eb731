import { expect, it } from 'vitest';
import { showLive } from './live.ts';
import type { LiveView } from './liveView.ts';
import { fakeApp, type Reply } from './testing/fakeApp.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });
const RUN = { id: 'r1', finishedAt: null, changes: null, done: [], held: [], failed: [] };

it.each([
  ['runs while a demo has not ended', true, RUN, true],
  ['runs while changes of access are under way', false, { ...RUN, planned: { adds: 1, removes: 0 } }, true],
  ['stands where nothing is awaited', false, RUN, false],
])('the clock of a settled fleet %s', async (_when, ends, run, moves) => {
  const app = await fakeApp({
    'GET /machines?limit=1000': ok({ items: [], next: null }),
    'GET /access/runs?limit=20': ok({ items: [run] }),
    'GET /access/plan': ok({ id: 'r0', complete: true, mode: 'enforce' }),
  });
  const stop = new AbortController();
  const shown: LiveView[] = [];

  await showLive({
    endpoints: app,
    screen: {
      show: (view) => {
        shown.push(view);
        if (shown.length === 2) stop.abort();
      },
    },
    expected: 0,
    ends,
    now: () => undefined,
    stopped: stop.signal,
  });

  const [first, second] = shown.map(({ seconds }) => seconds);
  expect(Number(second) > Number(first)).toBe(moves);
});
