import { describe, expect, it } from 'vitest';
import { isDay } from '../../src/lib/access/policy/day.ts';
import { parsePolicy } from '../../src/lib/access/policy/parsePolicy.ts';
import type { AccessPolicy } from '../../src/lib/access/policy/policy.ts';
import { matchesSelector } from '../../src/lib/access/policy/selector.ts';
import { CONTEXT, told } from '../../test/builders/policyText.ts';
import { DEMO_PLACES } from './demo.ts';
import { demoFleet } from './demoFleet.ts';
import { DEMO_GROUPS } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { DEMO_TRUSTED_TAGS, demoPolicy } from './demoPolicy.ts';
import { NO_BINDINGS } from './policyBlob.ts';

const context = { ...CONTEXT, trustedTags: [DEMO_TRUSTED_TAGS] };
const text = demoPolicy(DEMO_PLACES);

function demo(): AccessPolicy {
  const read = parsePolicy(text, context);
  if (!read.ok) throw new Error(read.problems.map(told).join('\n'));
  return read.policy;
}

describe("the demo's policy", () => {
  it('has no problem, and no warning but that of the binding that is over', () => {
    const read = parsePolicy(text, context);

    expect(read.ok ? read.warnings.map(({ field, message }) => [field, message]) : read.problems).toEqual([
      [
        'bindings[14].expires',
        'bindings[14].expires is 2024-12-31, which is over, so the binding gives nobody access.',
      ],
    ]);
  });

  it('says for readers what each binding is there for', () => {
    expect(text.match(/^ {2}# /gm)?.length).toBeGreaterThanOrEqual(10);
  });

  it('names groups of the demo by their ids, with the names that they were made with', () => {
    const groups = new Map(Object.entries(DEMO_GROUPS).map(([key, { displayName }]) => [demoId(key), displayName]));

    const named = demo().bindings.map(({ group }) => [group.name, groups.get(group.id)]);

    for (const [said, made] of named) expect(said).toBe(made);
    expect(named.flat()).toEqual(expect.arrayContaining(["O'Neill's team", '上海运维组', 'sg-büro-münchen']));
  });

  it('uses every way to say where and how', () => {
    const { bindings, deny, exemptions } = demo();
    const kinds = bindings.flatMap(({ target }) =>
      target.kind === 'machines' ? ['selector'] : target.scopes.map(({ kind }) => kind),
    );

    expect(new Set(kinds)).toEqual(new Set(['selector', 'managementGroup', 'resourceGroup', 'machine']));
    expect(new Set(bindings.map(({ assign, role }) => `${assign} ${role}`)).size).toBe(4);
    expect(bindings.filter(({ adopt }) => adopt)).toHaveLength(1);
    expect(deny).toEqual([demoId('victor.lang')]);
    expect(exemptions.every(({ until }) => isDay(until))).toBe(true);
  });

  it('chooses some machines of the demo fleet by their tag, and none by the other', () => {
    const fleet = demoFleet(DEMO_PLACES.subscriptionId, 'public').map(({ id, body }) => ({ id, tags: tagsOf(body) }));

    const chosen = demo().bindings.flatMap(({ target }) =>
      target.kind === 'machines' ? [fleet.filter((machine) => matchesSelector(target.selector, machine)).length] : [],
    );

    expect(chosen).toEqual([8, 0]);
  });
});

function tagsOf({ tags }: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags ?? {}).map(([name, value]) => [name, String(value)]));
}

describe('the policy of an empty cloud', () => {
  it('has no bindings, and nothing else to say', () => {
    expect(parsePolicy(NO_BINDINGS, CONTEXT)).toEqual({
      ok: true,
      policy: { version: 1, bindings: [], guards: {}, exemptions: [], deny: [] },
      warnings: [],
    });
  });
});
