import { describe, expect, it } from 'vitest';
import {
  aBinding,
  aGroup,
  aSelectableMachine,
  machineId,
  NOTHING,
  type OutcomeRow,
  outcomeOf,
  own,
  SUB,
} from '../../../../test/builders/accessWorld.ts';

const WEB_1 = machineId('web-1');
const operators = aBinding({ machines: { name: 'web-*' } });
const ann = aGroup('staff', ['ann']);

const machines: readonly OutcomeRow[] = [
  [
    'the machines that match get it, and no others',
    { bindings: [operators], groups: [ann], machines: [aSelectableMachine('web-1'), aSelectableMachine('db-1')] },
    { adds: [`ann user ${WEB_1}: member (staff)`] },
  ],
  [
    'a machine that no longer matches loses it',
    {
      bindings: [aBinding({ machines: { tags: { role: 'web' } } })],
      groups: [ann],
      machines: [aSelectableMachine('web-1')],
      there: [own('ann', 'user', WEB_1)],
    },
    { removes: [`ann user ${WEB_1}: machineUnmatched (staff)`] },
  ],
  [
    'a machine that the inventory does not show keeps it',
    { bindings: [operators], groups: [ann], machines: [], there: [own('ann', 'user', WEB_1)] },
    { withheld: [`remove ann user ${WEB_1}: machineUnmatched (staff), MachineNotSeen`] },
  ],
  [
    'so does one of which it does not tell yet whether it runs Windows',
    {
      bindings: [operators],
      groups: [ann],
      machines: [aSelectableMachine('web-1', { windows: null })],
      there: [own('ann', 'user', WEB_1)],
    },
    { withheld: [`remove ann user ${WEB_1}: machineUnmatched (staff), MachineNotSeen`] },
  ],
  [
    'an inventory that is not the whole truth takes nothing from anybody',
    {
      bindings: [operators],
      groups: [ann],
      machines: [aSelectableMachine('db-1')],
      machinesGap: 'half of it is missing',
      there: [own('ann', 'user', machineId('db-1')), own('ann', 'user', WEB_1)],
    },
    {
      withheld: [
        `remove ann user ${machineId('db-1')}: machineUnmatched (staff), MachinesIncomplete`,
        `remove ann user ${WEB_1}: machineUnmatched (staff), MachinesIncomplete`,
      ],
    },
  ],
  [
    'nor does one that was not read',
    { bindings: [operators], groups: [ann], there: [own('ann', 'user', WEB_1)] },
    { withheld: [`remove ann user ${WEB_1}: machineUnmatched (staff), MachinesIncomplete`] },
  ],
  [
    'what a binding that is gone gave on a machine is dropped',
    {
      bindings: [operators],
      groups: [ann],
      machines: [],
      there: [own('eve', 'user', WEB_1)],
      recorded: { [own('eve', 'user', WEB_1).name]: 'old-staff' },
    },
    { removes: [`eve user ${WEB_1}: dropped (old-staff)`] },
  ],
  [
    'so is a role that no selector gives any more, though the machine still matches',
    {
      bindings: [operators],
      groups: [ann],
      machines: [aSelectableMachine('web-1')],
      there: [own('ann', 'user', WEB_1), own('ann', 'administrator', WEB_1)],
      recorded: { [own('ann', 'administrator', WEB_1).name]: 'staff' },
    },
    { kept: 1, removes: [`ann administrator ${WEB_1}: dropped (staff)`] },
  ],
  [
    'what an expired selector gave goes as expired, whatever the inventory shows',
    {
      bindings: [aBinding({ machines: { name: 'web-*' }, expires: '2026-11-21' })],
      groups: [ann],
      machines: [],
      there: [own('ann', 'user', WEB_1)],
    },
    { removes: [`ann user ${WEB_1}: expired (staff)`] },
  ],
  [
    'a selector that is in force answers before one that is over',
    {
      bindings: [
        aBinding({ name: 'over', machines: { name: 'web-*' }, expires: '2026-11-21' }),
        aBinding({ machines: { name: 'app-*' } }),
      ],
      groups: [ann],
      machines: [],
      there: [own('ann', 'user', WEB_1)],
    },
    { withheld: [`remove ann user ${WEB_1}: machineUnmatched (staff), MachineNotSeen`] },
  ],
  [
    'a machine that the inventory shows twice counts once',
    {
      bindings: [operators],
      groups: [ann],
      machines: [aSelectableMachine('web-1'), aSelectableMachine('web-1', { id: WEB_1.toLowerCase() })],
    },
    { adds: [`ann user ${WEB_1}: member (staff)`] },
  ],
  ...(
    [
      ['the machine is not in the inventory', { machines: [] }, 'MachineNotSeen'],
      [
        'the machine has not reported',
        { machines: [aSelectableMachine('web-1', { windows: null })] },
        'MachineNotSeen',
      ],
      ['the inventory is incomplete', { machines: [], machinesGap: 'half of it is missing' }, 'MachinesIncomplete'],
    ] as const
  ).flatMap(([doubt, inventory, code]): OutcomeRow[] => [
    [
      `who left the group of a neighbour keeps what a selector may still give: ${doubt}`,
      {
        bindings: [operators, aBinding({ name: 'named', group: 'others', at: [WEB_1] })],
        groups: [ann, aGroup('others', [])],
        there: [own('ann', 'user', WEB_1)],
        recorded: { [own('ann', 'user', WEB_1).name]: 'named' },
        ...inventory,
      },
      { withheld: [`remove ann user ${WEB_1}: leftGroup (named), ${code}`] },
    ],
    [
      `who had it by a dropped binding keeps what a selector may still give: ${doubt}`,
      {
        bindings: [operators],
        groups: [ann],
        there: [own('ann', 'user', WEB_1)],
        recorded: { [own('ann', 'user', WEB_1).name]: 'gone' },
        ...inventory,
      },
      { withheld: [`remove ann user ${WEB_1}: dropped (gone), ${code}`] },
    ],
    [
      `who is wanted by no selector loses it, although ${doubt}`,
      {
        bindings: [operators],
        groups: [aGroup('staff', [])],
        there: [own('ann', 'user', WEB_1)],
        recorded: { [own('ann', 'user', WEB_1).name]: 'gone' },
        ...inventory,
      },
      { removes: [`ann user ${WEB_1}: dropped (gone)`] },
    ],
  ]),
];

const WEB = `${SUB}/resourceGroups/web`;
const SILENT = aSelectableMachine('web-2', { windows: null });
const WEB_2 = machineId('web-2');

const doubts: readonly OutcomeRow[] = [
  [
    'a role that the binding gives no more stays where the selector may yet give the other one',
    {
      bindings: [aBinding({ role: 'user', machines: { name: 'web-*' } })],
      groups: [ann],
      machines: [SILENT],
      there: [own('ann', 'administrator', WEB_2)],
      recorded: { [own('ann', 'administrator', WEB_2).name]: 'staff' },
    },
    { withheld: [`remove ann administrator ${WEB_2}: dropped (staff), MachineNotSeen`] },
  ],
  [
    'a wider scope stays while a machine below it is silent',
    {
      bindings: [operators],
      groups: [ann],
      machines: [SILENT],
      there: [own('ann', 'user', WEB)],
      recorded: { [own('ann', 'user', WEB).name]: 'staff' },
    },
    { withheld: [`remove ann user ${WEB}: dropped (staff), MachineNotSeen`] },
  ],
  [
    'a wider scope stays while the inventory is incomplete',
    {
      bindings: [operators],
      groups: [ann],
      machines: [],
      machinesGap: 'half of it is missing',
      there: [own('ann', 'user', WEB)],
      recorded: { [own('ann', 'user', WEB).name]: 'staff' },
    },
    { withheld: [`remove ann user ${WEB}: dropped (staff), MachinesIncomplete`] },
  ],
  [
    'a silent machine that the text of the selector does not admit keeps nothing',
    {
      bindings: [aBinding({ machines: { name: 'db-*' } })],
      groups: [ann],
      machines: [SILENT],
      there: [own('ann', 'user', WEB)],
      recorded: { [own('ann', 'user', WEB).name]: 'staff' },
    },
    { removes: [`ann user ${WEB}: dropped (staff)`] },
  ],
  [
    'a silent machine elsewhere keeps nothing',
    {
      bindings: [operators],
      groups: [ann],
      machines: [SILENT],
      there: [own('ann', 'user', `${SUB}/resourceGroups/app`)],
      recorded: { [own('ann', 'user', `${SUB}/resourceGroups/app`).name]: 'staff' },
    },
    { removes: [`ann user ${SUB}/resourceGroups/app: dropped (staff)`] },
  ],
  [
    'a machine that the inventory shows keeps nothing, whatever the inventory lacks elsewhere',
    {
      bindings: [
        aBinding({ machines: { tags: { role: 'web' } } }),
        aBinding({ name: 'named', group: 'others', at: [WEB_1] }),
      ],
      groups: [ann, aGroup('others', [])],
      machines: [aSelectableMachine('web-1')],
      machinesGap: 'one row cannot be read',
      there: [own('ann', 'user', WEB_1)],
      recorded: { [own('ann', 'user', WEB_1).name]: 'named' },
    },
    { removes: [`ann user ${WEB_1}: leftGroup (named)`] },
  ],
  [
    'a machine in a subscription that is not watched keeps nothing: no selector ever chooses it',
    {
      bindings: [operators, aBinding({ name: 'named', group: 'others', at: [WEB_1] })],
      groups: [ann, aGroup('others', [])],
      machines: [],
      watched: ['99999999-9999-4999-8999-999999999999'],
      there: [own('ann', 'user', WEB_1)],
      recorded: { [own('ann', 'user', WEB_1).name]: 'named' },
    },
    { removes: [`ann user ${WEB_1}: leftGroup (named)`] },
  ],
];

describe('a selector that may choose a machine of which too little is known', () => {
  it.each(doubts)('%s', (_what, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});

describe('machines that a selector matches', () => {
  it.each(machines)('%s', (_what, world, expected) => {
    expect(outcomeOf(world)).toEqual({ ...NOTHING, ...expected });
  });
});
