import { describe, expect, it } from 'vitest';
import { type EvidenceOverrides, evidence, NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { judge } from '../conditions.ts';

const OPT_IN = { kind: 'tag', name: 'EntraSignIn', value: 'yes' } as const;
const RECONCILE = `POST /api/machines/${SUBSCRIPTION}/rg-web/srv-1/reconcile (function key, or the role Operator)`;
const LEAVE = { name: 'Leave', value: 'alone' };

type Row = readonly [what: string, given: EvidenceOverrides, message: string, fix: string | undefined];

const rows: readonly Row[] = [
  [
    'the exclusion tag',
    { machine: { tags: { leave: 'alone' } }, settings: { excludeTag: LEAVE } },
    'The machine carries the exclusion tag Leave=alone (EXCLUDE_TAG) and is left alone.',
    `Remove the tag Leave=alone to have the machine onboarded; that is seen at the next sweep (every 15 minutes, unless SWEEP_SCHEDULE says otherwise), or at once with ${RECONCILE}; see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.`,
  ],
  [
    'the exclusion tag that is on its way',
    { history: { offboard: { requestedAt: NOON, tagRequestedAt: NOON } }, settings: { excludeTag: LEAVE } },
    'The exclusion tag Leave=alone was requested; it is not visible yet.',
    undefined,
  ],
  [
    'the rules that do not name it, and the tag that would',
    { settings: { onboard: [{ kind: 'resourceGroup', glob: 'rg-db*' }, OPT_IN] } },
    'ONBOARD does not name this machine; it names resourceGroup:rg-db*, tag:EntraSignIn=yes.',
    `Give the machine the tag EntraSignIn=yes, or extend ONBOARD; a new tag is seen at the next sweep (every 15 minutes, unless SWEEP_SCHEDULE says otherwise), or at once with ${RECONCILE}; see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.`,
  ],
  [
    'that nothing is named',
    { settings: { onboard: [] } },
    'ONBOARD does not name this machine; it is empty.',
    'Set ONBOARD, for example to tag:EntraSignIn=yes for machines with that tag, or to all; see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.',
  ],
  [
    'the first of many rules',
    {
      settings: { onboard: Array.from({ length: 7 }, (_, n) => ({ kind: 'resourceGroup', glob: `rg-${n}` }) as const) },
    },
    'ONBOARD does not name this machine; it names resourceGroup:rg-0, resourceGroup:rg-1, resourceGroup:rg-2, resourceGroup:rg-3, resourceGroup:rg-4 and 2 more.',
    'Extend ONBOARD by this machine, for example with resourceGroup:rg-web, or by a tag that it carries; see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.',
  ],
  [
    'its own tag',
    { machine: { tags: { EntraSignIn: 'yes' } }, settings: { onboard: [{ kind: 'all' }, OPT_IN] } },
    'ONBOARD names this machine by tag:EntraSignIn=yes.',
    undefined,
  ],
  [
    'the rule',
    { settings: { onboard: [{ kind: 'subscription', subscriptionId: SUBSCRIPTION }] } },
    `ONBOARD names this machine by subscription:${SUBSCRIPTION}.`,
    undefined,
  ],
  [
    'how long it is to settle',
    { settings: { settleMs: 600_000 } },
    'The machine is left alone until 2026-11-22 12:10 UTC, 10 minutes after it was first seen (SETTLE_MINUTES), since tags and domain joins arrive after registration.',
    undefined,
  ],
];

describe('Selected tells', () => {
  it.each(rows)('%s', (_what, given, message, fix) => {
    const { Selected } = judge(evidence(given), undefined);

    expect({ message: Selected.message, fix: Selected.fix }).toEqual({ message, fix });
  });
});

describe('Selected opts out however the tag is written', () => {
  const all = { excludeTag: { name: 'ArcEntraSignIn', value: 'exclude' } };

  it.each<[string, Record<string, string>]>([
    ['a space after the value', { ArcEntraSignIn: 'exclude ' }],
    ['a no-break space', { ArcEntraSignIn: 'exclude\u00a0' }],
    ['a zero-width space', { ArcEntraSignIn: 'exclude\u200b' }],
    ['full-width letters', { ArcEntraSignIn: '\uff45\uff58\uff43\uff4c\uff55\uff44\uff45' }],
    ['a space after the name', { 'ArcEntraSignIn ': 'exclude' }],
    ['a zero-width space in the name', { 'Arc\u200bEntraSignIn': 'exclude' }],
    ['one of two spellings', { ArcEntraSignIn: 'no', 'arcentrasignin ': 'EXCLUDE' }],
  ])('%s', (_what, tags) => {
    expect(judge(evidence({ machine: { tags }, settings: all }), undefined).Selected).toMatchObject({
      status: 'False',
      reason: 'ExcludedByTag',
    });
  });

  it('and however EXCLUDE_TAG is written', () => {
    const given = {
      machine: { tags: { leave: 'alone' } },
      settings: { excludeTag: { name: 'Leave\u200b', value: 'Alone\u00a0' } },
    };

    expect(judge(evidence(given), undefined).Selected.reason).toBe('ExcludedByTag');
  });

  it('although other tags cannot be read', () => {
    const machine = { tags: { ArcEntraSignIn: 'exclude' }, unreadable: ['tags'] };

    expect(judge(evidence({ machine }), undefined).Selected.reason).toBe('ExcludedByTag');
  });
});

describe('Selected does not know', () => {
  const OTHER_USE = { kind: 'tag', name: 'arcentrasignin', value: 'Onboard' } as const;

  it.each<[string, EvidenceOverrides, string]>([
    ['tags that cannot be read', { machine: { unreadable: ['tags'] } }, 'TagsUnreadable'],
    [
      'tags that cannot be read, also where the opt-in shows',
      { machine: { tags: { EntraSignIn: 'yes' }, unreadable: ['tags'] }, settings: { onboard: [OPT_IN] } },
      'TagsUnreadable',
    ],
    ['another value of the exclusion tag', { machine: { tags: { ArcEntraSignIn: 'exlude' } } }, 'ExclusionUnclear'],
    ['the exclusion tag without a value', { machine: { tags: { ArcEntraSignIn: '' } } }, 'ExclusionUnclear'],
    [
      'another value beside the opt-in',
      { machine: { tags: { ArcEntraSignIn: 'no', EntraSignIn: 'yes' } }, settings: { onboard: [OPT_IN] } },
      'ExclusionUnclear',
    ],
    [
      'a value that ONBOARD names for another tag',
      { machine: { tags: { ArcEntraSignIn: 'yes' } }, settings: { onboard: [{ kind: 'all' }, OPT_IN] } },
      'ExclusionUnclear',
    ],
  ])('%s', (_what, given, reason) => {
    expect(judge(evidence(given), undefined).Selected).toMatchObject({ status: 'Unknown', reason });
  });

  it('but knows a value that ONBOARD names for the same tag', () => {
    const settings = { onboard: [{ kind: 'all' }, OTHER_USE] } as const;
    const selectedWith = (value: string) =>
      judge(evidence({ machine: { tags: { ArcEntraSignIn: value } }, settings }), undefined).Selected.reason;

    expect(['Onboard', 'onboard ', 'on'].map(selectedWith)).toEqual([
      'SelectedByTag',
      'SelectedByRule',
      'ExclusionUnclear',
    ]);
  });

  it('what an odd value means, and says which and what to do', () => {
    const { Selected } = judge(evidence({ machine: { tags: { ArcEntraSignIn: 'exlude' } } }), undefined);

    expect(Selected.message).toBe(
      'The machine has the tag ArcEntraSignIn with the value "exlude", which is neither the one of ArcEntraSignIn=exclude (EXCLUDE_TAG) nor one that ONBOARD names.',
    );
    expect(Selected.fix).toMatch(
      /^Set the tag to ArcEntraSignIn=exclude to exclude the machine, or remove it .* https:/,
    );
  });
});

describe('Selected tells until when to wait', () => {
  it.each<[string, EvidenceOverrides, number]>([
    ['while the machine settles', { settings: { settleMs: 600_000 } }, NOON + 600_000],
    [
      'while the exclusion that was requested may still appear',
      { history: { offboard: { requestedAt: NOON, tagRequestedAt: NOON - 1000 } } },
      NOON + 239_000,
    ],
  ])('%s', (_what, given, until) => {
    expect(judge(evidence(given), undefined).Selected.until).toBe(until);
  });
});
