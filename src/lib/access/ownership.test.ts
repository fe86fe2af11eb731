import { describe, expect, it } from 'vitest';
import {
  ANOTHER,
  APP,
  FORMER,
  foreign,
  INSTALLATION,
  own,
  SELF,
  SUB,
  TWIN_APP,
} from '../../../test/builders/accessWorld.ts';
import type { Assignment } from './assignment.ts';
import { assignmentName, descriptionOf, makerOf, type Ownership, ownershipOf, type Self } from './ownership.ts';

const ann = { scope: SUB, role: 'user', principalId: 'ann' } as const;
const described = (installationId: string, appId = APP) => ({ description: descriptionOf({ installationId, appId }) });

/** What it is once its description is taken away. */
const silent = ({ description: _gone, ...rest }: Assignment): Assignment => rest;

describe('the name of an assignment', () => {
  it('stays what it is: a change would orphan everything that was ever made', () => {
    expect(assignmentName(INSTALLATION, ann)).toBe('956d50e7-0bb3-58b2-996b-583a8d33cc4f');
  });

  it('is the same however its ids and scope are spelled', () => {
    const shouted = { scope: `${SUB.toUpperCase()}/`, role: 'user', principalId: 'ANN' } as const;

    expect(assignmentName(INSTALLATION.toUpperCase(), shouted)).toBe(assignmentName(INSTALLATION, ann));
  });

  it('takes text of any kind: what Azure lists is not ours to judge', () => {
    expect(assignmentName(INSTALLATION, { ...ann, scope: '\ud800' })).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['installation', FORMER, ann],
    ['scope', INSTALLATION, { ...ann, scope: `${SUB}/resourceGroups/web` }],
    ['role', INSTALLATION, { ...ann, role: 'administrator' as const }],
    ['principal', INSTALLATION, { ...ann, principalId: 'bob' }],
  ])('is another for another %s', (_what, installationId, grant) => {
    expect(assignmentName(installationId, grant)).not.toBe(assignmentName(INSTALLATION, ann));
  });
});

describe('whose an assignment is', () => {
  const anonymous: Self = { installationId: INSTALLATION, formerInstallationIds: [FORMER] };

  const rows: readonly (readonly [what: string, assignment: Assignment, expected: Ownership, self?: Self])[] = [
    ['ours', own('ann'), { kind: 'own' }],
    ['ours, though somebody took its description away', silent(own('ann')), { kind: 'own' }],
    [
      'ours, though somebody wrote another installation on it',
      own('ann', 'user', SUB, described(ANOTHER)),
      { kind: 'own' },
    ],
    [
      'ours, spelled in capitals',
      own('ann', 'user', SUB.toUpperCase(), { name: own('ann').name.toUpperCase(), principalId: 'ANN' }),
      { kind: 'own' },
    ],
    [
      'ours, whatever the case of our own ids',
      own('ann'),
      { kind: 'own' },
      { installationId: INSTALLATION.toUpperCase(), formerInstallationIds: [], appId: APP.toUpperCase() },
    ],
    ['of a former installation: ours', own('ann', 'user', SUB, { by: FORMER }), { kind: 'own' }],
    [
      'of a former installation and another app: ours',
      own('ann', 'user', SUB, { by: FORMER, appId: TWIN_APP }),
      { kind: 'own' },
    ],
    [
      'of another installation',
      own('ann', 'user', SUB, { by: ANOTHER }),
      { kind: 'otherInstallation', installationId: ANOTHER },
    ],
    [
      'of another installation that says nothing',
      silent(own('ann', 'user', SUB, { by: ANOTHER })),
      { kind: 'foreign' },
    ],
    ['of another app under our id', own('ann', 'user', SUB, { appId: TWIN_APP }), { kind: 'twin', appId: TWIN_APP }],
    [
      'of an app that does not say which',
      own('ann', 'user', SUB, { description: `arc-entra-signin installation=${INSTALLATION}` }),
      { kind: 'own' },
    ],
    [
      'perhaps of another app, while our own object id is unknown',
      own('ann', 'user', SUB, { appId: TWIN_APP }),
      { kind: 'twin', appId: TWIN_APP },
      anonymous,
    ],
    [
      'of an app that does not say which, while our own object id is unknown',
      own('ann', 'user', SUB, { description: `arc-entra-signin installation=${INSTALLATION}` }),
      { kind: 'own' },
      anonymous,
    ],
    ['of somebody else', foreign('ann'), { kind: 'foreign' }],
    [
      'of a tool that makes names of the same kind',
      foreign('ann', 'user', SUB, { name: assignmentName('terraform', ann) }),
      { kind: 'foreign' },
    ],
    [
      'forged: our description, a name of their own',
      foreign('ann', 'user', SUB, described(INSTALLATION)),
      { kind: 'foreign' },
    ],
    ['forged: our name of another principal', own('ann', 'user', SUB, { principalId: 'eve' }), { kind: 'foreign' }],
    [
      'forged: our name of another scope',
      own('ann', 'user', SUB, { scope: '/subscriptions/22222222-2222-4222-8222-222222222222' }),
      { kind: 'foreign' },
    ],
    ['forged: our name of another role', own('ann', 'user', SUB, { role: 'administrator' }), { kind: 'foreign' }],
    [
      'forged: the description of another installation',
      foreign('ann', 'user', SUB, described(ANOTHER)),
      { kind: 'foreign' },
    ],
  ];

  it.each(rows.map(([what, assignment, expected, self = SELF]) => ({ what, assignment, expected, self })))(
    '$what',
    ({ assignment, expected, self }) => {
      expect(ownershipOf(assignment, self)).toEqual(expected);
    },
  );
});

describe('what a description says of its maker', () => {
  it.each([
    [
      'what we write',
      descriptionOf({ installationId: INSTALLATION, appId: APP }),
      { installationId: INSTALLATION, appId: APP },
    ],
    [
      'what we write without knowing our app',
      descriptionOf({ installationId: INSTALLATION }),
      { installationId: INSTALLATION },
    ],
    [
      'in capitals',
      descriptionOf({ installationId: INSTALLATION.toUpperCase(), appId: APP.toUpperCase() }),
      { installationId: INSTALLATION, appId: APP },
    ],
    ['none', undefined, undefined],
    ['text of others', 'made for Ann', undefined],
    ['ours with something after it', `${descriptionOf({ installationId: INSTALLATION })} and more`, undefined],
    ['ours on a second line', `made for Ann\n${descriptionOf({ installationId: INSTALLATION })}`, undefined],
    ['an installation that is no id', 'arc-entra-signin installation=prod', undefined],
  ])('%s', (_what, description, expected) => {
    expect(makerOf(description)).toEqual(expected);
  });
});
