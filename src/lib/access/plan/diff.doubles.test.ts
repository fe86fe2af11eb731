import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  foreign,
  INSTALLATION,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  SUB,
  TWIN_APP,
  WEB,
} from '../../../../test/builders/accessWorld.ts';

const members = aBinding();
const ann = aGroup('staff', ['ann']);
const twin = own('bob', 'user', SUB, { appId: TWIN_APP });

const twins: readonly OutcomeRow[] = [
  [
    'another app under the same installation id holds every removal, and no addition',
    { bindings: [members], groups: [ann], there: [twin, own('eve', 'user', WEB)] },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      withheld: [
        `remove bob user ${SUB}: leftGroup (staff), SharedInstallation`,
        `remove eve user ${WEB}: dropped (null), SharedInstallation`,
      ],
    },
  ],
  [
    'an app that may be another one holds them too, while our own object id is unknown',
    {
      bindings: [members],
      groups: [ann],
      there: [twin],
      self: { installationId: INSTALLATION, formerInstallationIds: [] },
    },
    {
      adds: [`ann user ${SUB}: member (staff)`],
      withheld: [`remove bob user ${SUB}: leftGroup (staff), SharedInstallation`],
    },
  ],
  [
    'but not the denied',
    { bindings: [members], groups: [ann], there: [twin, own('ann')], deny: ['ann'] },
    {
      removes: [`ann user ${SUB}: deny (staff)`],
      withheld: [`remove bob user ${SUB}: leftGroup (staff), SharedInstallation`],
    },
  ],
  [
    'what it made for somebody who is wanted is kept',
    { bindings: [members], groups: [aGroup('staff', ['bob'])], there: [twin] },
    { kept: 1 },
  ],
];

const doubles: readonly OutcomeRow[] = [
  [
    'an assignment that pages show twice is one',
    {
      bindings: [members],
      groups: [ann],
      there: [own('ann'), own('ann'), own('eve'), own('eve'), foreign('bob'), foreign('bob')],
    },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (staff)`], foreign: [`bob user ${SUB}`] },
  ],
  [
    'of two for the same person, which Azure shows while it replicates, ours is the one that counts',
    { bindings: [members], groups: [ann], there: [own('ann'), foreign('ann'), foreign('eve'), own('eve')] },
    { kept: 1, removes: [`eve user ${SUB}: leftGroup (staff)`], foreign: [`ann user ${SUB}`, `eve user ${SUB}`] },
  ],
  [
    'of others all are shown',
    { there: [foreign('eve', 'user', SUB, { name: 'second' }), foreign('eve', 'user', SUB, { name: 'first' })] },
    { foreign: [`eve user ${SUB}`, `eve user ${SUB}`] },
  ],
  [
    'two of ours for the same person are one removal',
    { there: [own('eve'), own('eve', 'user', SUB, { by: 'bbbbbbbb-0000-4000-8000-00000000000b' })] },
    { removes: [`eve user ${SUB}: dropped (null)`] },
  ],
];

describe.each([
  ['two apps under one installation id', twins],
  ['what is there twice', doubles],
])('%s', (_what, rows) => {
  it.each(rows)('%s', (_row, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
