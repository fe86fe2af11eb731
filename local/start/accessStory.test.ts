import { describe, expect, it } from 'vitest';
import { accessStory, patienceIn } from './accessStory.ts';
import { fakeApp, type Reply } from './testing/fakeApp.ts';

const ok = (body: unknown): Reply => ({ status: 200, body });
const RUN = { id: 'r1', finishedAt: '2027-01-01T00:00:00Z', changes: null, done: [], held: [], failed: [] };

/** What is told of an app whose first run, which is over, has left this plan. */
async function told(plan: object | undefined, once = true) {
  const app = await fakeApp({
    'GET /access/runs/r1': ok(RUN),
    'GET /access/runs?limit=20': ok({ items: [RUN] }),
    'GET /access/plan': plan === undefined ? { status: 404 } : ok({ id: 'r1', complete: true, ...plan }),
  });
  const said: string[] = [];
  const awaited: string[] = [];
  const story = await accessStory(
    {
      endpoints: { ...app, graph: 'http://127.0.0.1:9' },
      cloud: () => Promise.reject(new Error('Nobody is to call it.')),
    },
    'r1',
    {
      once,
      rates: 'china',
      say: (line) => said.push(line),
      now: (sentence) => awaited.push(sentence),
      stopped: new AbortController().signal,
    },
  );
  return { ...story, said, awaited };
}

describe('the demo of access', () => {
  it('has not converged while changes are left, and says how many', async () => {
    const { converged, lines } = await told({ mode: 'enforce', adds: [{}, {}] });

    expect(lines[0]).toBe('Access, as first planned');
    expect(converged).toBe(false);
    expect(lines.at(-1)).toBe(
      'Access has not converged: 2 changes are left in the newest plan. GET /api/access/runs says what held it up.',
    );
  });

  it('has not converged with a policy that has problems', async () => {
    const policyProblems = [{ line: 3, column: 1, message: 'No.', fix: 'Write it.' }];

    const { converged, lines, said } = await told({ mode: 'enforce', policyProblems });

    expect(converged).toBe(false);
    expect(said).toEqual(['The policy has problems, so nothing is changed. line 3, column 1: No. → to do: Write it.']);
    expect(lines.at(-1)).toContain('Access has not converged: the policy has 1 problem.');
  });

  it('has not converged without a plan', async () => {
    expect(await told(undefined)).toMatchObject({
      converged: false,
      lines: ['Access was not planned within 60 s: GET /api/health/checks says why.'],
      said: [],
    });
  });

  it('has nothing to apply in observe', async () => {
    const { converged, lines } = await told({ mode: 'observe', adds: [{}] });

    expect(converged).toBe(true);
    expect(lines.at(-1)).toContain('ACCESS_MODE is observe');
  });

  it('only tells the plan where life is not to go on by itself', async () => {
    expect(await told({ mode: 'enforce', adds: [{}] }, false)).toMatchObject({
      lines: [],
      said: [expect.stringContaining('1 to add')],
    });
  });

  it('says that changes wait for a write slot where these are scarce', async () => {
    const { awaited } = await told({ mode: 'enforce', adds: [{}] });

    expect(awaited).toEqual([
      'Access is being planned.',
      'The access plan is carried out. Changes wait for write slots (one in 16 s).',
    ]);
  });

  it.each([
    ['china' as const, 5],
    ['public' as const, 1],
    ['usgov' as const, 1],
  ])('in %s waits about %i minutes for something to happen', (rates, minutes) => {
    expect(Math.round(patienceIn(rates).stallMs / 60_000)).toBe(minutes);
  });
});
