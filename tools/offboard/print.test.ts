import { describe, expect, it } from 'vitest';
import type { Assignment } from '../../src/lib/access/assignment.ts';
import { NO_NAMES } from '../../src/lib/access/plan/names.ts';
import { toIso } from '../../src/lib/time.ts';
import { NOON } from '../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../test/builders/machine.ts';
import { ANN, BOB, CYD, ours, SUB } from '../../test/builders/runWorld.ts';
import { type Found, foundView, printFound } from './print.ts';

const CORP = '/providers/Microsoft.Management/managementGroups/corp';
const APP = 'dddddddd-0000-4000-8000-00000000000d';
const nothing: Found = { own: [], twins: [], unread: [], names: NO_NAMES };
const person = { id: ANN, displayName: 'Ann', userPrincipalName: 'ann@contoso.example', enabled: true, userType: null };
const names = { ...NO_NAMES, people: new Map([[ANN, person]]), asked: new Set([ANN, BOB]) };

/** Azure does not always tell when. */
const untold = ({ createdAt: _createdAt, ...assignment }: Assignment): Assignment => assignment;

describe('the list of assignments, printed', () => {
  it('says place, scope, role, principal and time of each, and how many there are', () => {
    const own = [
      ours(ANN, 'administrator', SUB, { createdAt: NOON }),
      untold(ours(BOB, 'user', CORP)),
      untold(ours(CYD, 'user', '/')),
    ];

    const lines = printFound({ ...nothing, own, names }).split('\n');

    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['Role assignments of this installation'],
      ['place', 'scope', 'role', 'principal', 'created'],
      [`subscription ${SUBSCRIPTION}`, SUB, 'administrator', `ann@contoso.example (${ANN})`, toIso(NOON)],
      ['management group corp', CORP, 'user', `${BOB} (not in the directory)`],
      ['tenant', '/', 'user', CYD],
      [''],
      ['3 in total.'],
      [''],
    ]);
  });

  it('says when there is none', () => {
    expect(printFound(nothing)).toBe('0 in total.\n');
  });

  it('says which app was taken for this installation’s', () => {
    expect(printFound({ ...nothing, own: [ours(ANN)], takenFor: APP })).toContain(`\nThe app ${APP} has made them`);
    expect(printFound({ ...nothing, takenFor: APP })).not.toContain(APP);
  });

  it('warns of those of another app, with what to do', () => {
    const text = printFound({ ...nothing, twins: [{ assignment: ours(ANN), appId: APP }] });

    expect(text).toMatch(/WARNING.*another app.*left alone \(1\)/);
    expect(text).toMatch(new RegExp(`${ANN} .* ${APP}\n`));
    expect(text).toContain('--app ID');
  });

  it('says what could not be read', () => {
    const unread = [{ scope: SUB, code: 'AuthorizationFailed', message: 'No.' }];

    expect(printFound({ ...nothing, unread })).toContain(`${SUB}  No. (AuthorizationFailed)`);
  });

  it('takes no orders from names', () => {
    const people = new Map([[ANN, { ...person, userPrincipalName: 'a\u001b[2Jb\u202e' }]]);

    expect(printFound({ ...nothing, own: [ours(ANN)], names: { ...names, people } })).toContain(' a [2Jb  (');
  });
});

describe('the list of assignments for systems', () => {
  it('has everything, and null for what is not known', () => {
    const own = [ours(ANN, 'user', SUB, { createdAt: NOON }), untold(ours(BOB, 'user', CORP))];
    const unread = [{ scope: SUB, code: 'AuthorizationFailed', message: 'No.' }];

    const view = foundView({ ...nothing, own, names, unread, twins: [{ assignment: ours(CYD), appId: APP }] });

    expect(view).toMatchObject({
      assignments: [
        {
          name: ours(ANN).name,
          place: `subscription ${SUBSCRIPTION}`,
          scope: SUB,
          role: 'user',
          principalId: ANN,
          principalType: 'User',
          principal: 'ann@contoso.example',
          createdAt: toIso(NOON),
        },
        { principalId: BOB, principal: null, createdAt: null },
      ],
      twins: [{ principalId: CYD, appId: APP }],
      unread,
    });
  });
});
