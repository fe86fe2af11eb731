import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { assignmentName, descriptionOf } from '../../src/lib/access/ownership.ts';
import { ANN, BOB, CYD, idOf, ours, SELF, SUB, theirs } from '../../test/builders/runWorld.ts';
import { isByName, oursOf } from './ours.ts';

const FORMER = 'eeeeeeee-0000-4000-8000-00000000000e';
const OTHER = 'ffffffff-0000-4000-8000-00000000000f';
const [APP, SECOND_APP] = [String(SELF.appId), idOf(77)];
const US = { ...SELF, formerInstallationIds: [FORMER] };
/** As a person at a terminal sees it, who is not the app. */
const BY_A_PERSON = { installationId: SELF.installationId, formerInstallationIds: [FORMER] };

/** An assignment under an installation's id, by an app. */
function madeBy(installationId: string, principalId: string, appId?: string): Assignment {
  const name = assignmentName(installationId, { scope: SUB, role: 'user', principalId });
  const self = appId === undefined ? { installationId } : { installationId, appId };
  return ours(principalId, 'user', SUB, { name, description: descriptionOf(self) });
}

describe('the assignments of this installation', () => {
  it('are those under its name and under those of former installations, whichever app made these', () => {
    const former = madeBy(FORMER, BOB, SECOND_APP);

    expect(oursOf([former, ours(ANN)], US)).toEqual({ own: [ours(ANN), former], twins: [] });
  });

  it('are none of others: made by hand, by another installation, or claimed by a description', () => {
    const others = [theirs(ANN), madeBy(OTHER, BOB), theirs(CYD, 'user', SUB, { description: descriptionOf(SELF) })];

    expect(oursOf(others, US)).toEqual({ own: [], twins: [] });
    expect(others.filter((one) => isByName(one, US))).toEqual([]);
  });

  it('stand apart from those that another app made under its id', () => {
    const twin = madeBy(SELF.installationId, BOB, SECOND_APP);

    expect(isByName(twin, US)).toBe(true);
    expect(oursOf([ours(ANN), twin], US)).toEqual({
      own: [ours(ANN)],
      twins: [{ assignment: twin, appId: SECOND_APP }],
    });
  });

  it('are listed once, wherever they show, in a settled order', () => {
    const inherited = ours(ANN, 'user', '/providers/Microsoft.Management/managementGroups/Corp');
    const again = { ...inherited, scope: inherited.scope.toLowerCase() };
    const all = [inherited, ours(BOB), again, ours(ANN), ours(BOB, 'administrator')];

    const { own } = oursOf(all, US);

    expect(own.map(({ principalId, role }) => [principalId, role])).toEqual([
      [ANN, 'user'],
      [BOB, 'administrator'],
      [ANN, 'user'],
      [BOB, 'user'],
    ]);
    expect(oursOf(all.toReversed(), US).own.map(({ name }) => name)).toEqual(own.map(({ name }) => name));
  });
});

describe('the app, when a person asks', () => {
  it('is the only one that has used the installation’s id', () => {
    const unsaid = madeBy(SELF.installationId, BOB);

    expect(oursOf([ours(ANN), unsaid, madeBy(FORMER, CYD, SECOND_APP)], BY_A_PERSON)).toMatchObject({
      own: { length: 3 },
      twins: [],
      takenFor: APP,
    });
  });

  it('is not known when several have: none of theirs is ours then', () => {
    const unsaid = madeBy(SELF.installationId, CYD);
    const twin = madeBy(SELF.installationId, BOB, SECOND_APP);

    const found = oursOf([ours(ANN), twin, unsaid], BY_A_PERSON);

    expect(found.own).toEqual([unsaid]);
    expect(found.twins.map(({ appId }) => appId)).toEqual([APP, SECOND_APP]);
    expect(found).not.toHaveProperty('takenFor');
  });

  it('does not matter when none says who it was', () => {
    const unsaid = madeBy(SELF.installationId, BOB);

    expect(oursOf([unsaid], BY_A_PERSON)).toEqual({ own: [unsaid], twins: [] });
  });
});
