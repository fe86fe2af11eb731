import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, createLooksModel } from '../../../test/builders/looksModel.ts';

const small = fc.nat({ max: 7 });
const step: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver'), pick: small }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('request'), by: fc.constantFrom('event', 'person'), dies: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redeliver'), pick: small }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('end'),
      pick: small,
      again: fc.constantFrom(undefined, 0, 5_000, 900_000),
      dies: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail'), pick: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), pick: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('double'), pick: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forge') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass'),
      ms: fc.constantFrom(1, 1_000, 30_000, 89_999, 90_000, 300_000, 900_000),
    }),
  },
);

const story = fc.array(step, { maxLength: 40 });

function play(actions: readonly Action[]) {
  const model = createLooksModel();
  for (const action of actions) model.play(action);
  return model;
}

/** Everything that is still on its way arrives. */
function playOut(actions: readonly Action[]) {
  const model = play(actions);
  model.settle();
  return model;
}

const RUNS = { numRuns: 1500 };

describe('whatever is doubled, late, forged, sent again or killed half way', () => {
  it('never do two looks run at once', () => {
    fc.assert(
      fc.property(story, (actions) => {
        expect(play(actions).mostAtWork()).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('a request during a look is followed by one more at once; without one the look has its will', () => {
    fc.assert(
      fc.property(story, (actions) => {
        expect(play(actions).misfollowed()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('everything comes to rest, and each request was followed by a look that began after it', () => {
    fc.assert(
      fc.property(story, (actions) => {
        expect(playOut(actions).unanswered()).toEqual([]);
      }),
      RUNS,
    );
  });

  it('a person’s request was followed by a look that knew of the person', () => {
    fc.assert(
      fc.property(story, (actions) => {
        expect(playOut(actions).unpardoned()).toEqual([]);
      }),
      RUNS,
    );
  });
});
