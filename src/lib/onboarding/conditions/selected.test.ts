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
