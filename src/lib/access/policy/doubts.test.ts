import { describe, expect, it } from 'vitest';
import {
  CONTEXT,
  GROUP,
  SUBSCRIPTION,
  USER,
  warningsOf,
  withBinding,
  withTop,
} from '../../../../test/builders/policyText.ts';
import { DEFAULT_GUARDS } from './guards.ts';

describe('a guard that is looser than what holds', () => {
  it('has no effect, which is said', () => {
    expect(warningsOf(withTop('guards:', '  maxRemovals: 3', '  minAdministrators: 0', '  maxDenied: 5'))).toEqual([
      '4:16 guards.maxRemovals | guards.maxRemovals is 3, which is looser than 2 and has no effect: a policy can only make guards stricter. | Take it away, or change the setting GUARDS.',
      '5:22 guards.minAdministrators | guards.minAdministrators is 0, which is looser than 1 and has no effect: a policy can only make guards stricter. | Take it away, or change the setting GUARDS.',
    ]);
  });

  it('is measured, for a binding, by the policy too', () => {
    const text = `${withBinding('guards: { maxRemovals: 1, requireRoleAssignable: groupMode }')}\nguards: { maxRemovals: 0, requireRoleAssignable: all }`;
    const fix = 'Take it away, or change the setting GUARDS or the guards of the policy.';

    expect(warningsOf(text)).toEqual([
      `4:28 bindings[0].guards.maxRemovals | bindings[0].guards.maxRemovals is 1, which is looser than 0 and has no effect: a policy can only make guards stricter. | ${fix}`,
      `4:54 bindings[0].guards.requireRoleAssignable | bindings[0].guards.requireRoleAssignable is groupMode, which is looser than all and has no effect: a policy can only make guards stricter. | ${fix}`,
    ]);
  });

  it('is no error, so that a stricter setting breaks no policy', () => {
    const text = withTop('guards: { maxRemovals: 2 }');

    expect(warningsOf(text)).toEqual([]);
    expect(warningsOf(text, { limits: { ...DEFAULT_GUARDS, maxRemovals: 0 } })).toHaveLength(1);
  });
});

describe('what is over', () => {
  const fix = 'Take the entry away, or set a later day.';

  it('is a binding that gives nobody access', () => {
    expect(warningsOf(withBinding('expires: 2027-01-14'))).toEqual([
      `4:14 bindings[0].expires | bindings[0].expires is 2027-01-14, which is over, so the binding gives nobody access. | ${fix}`,
    ]);
  });

  it('is an exemption that protects nobody', () => {
    const text = withTop(`exemptions: [{ until: 2026-12-31, principal: ${USER}, owner: me, reason: leave }]`);

    expect(warningsOf(text)).toEqual([
      `3:23 exemptions[0].until | exemptions[0].until is 2026-12-31, which is over, so the exemption protects nobody. | ${fix}`,
    ]);
  });

  it('is nothing on its last day', () => {
    expect(warningsOf(withBinding('expires: 2027-01-15'))).toEqual([]);
    expect(warningsOf(withBinding('expires: 2027-01-15'), { now: CONTEXT.now + 86_400_000 })).toHaveLength(1);
  });
});

describe('a scope', () => {
  it('is named twice in one binding, in whatever case', () => {
    const text = withBinding(
      'scopes:',
      `  - ${SUBSCRIPTION}/resourceGroups/web`,
      `  - ${SUBSCRIPTION}/RESOURCEGROUPS/WEB`,
    );

    expect(warningsOf(text)).toEqual([
      '6:9 bindings[0].scopes[1] | bindings[0].scopes[1] is the same scope as bindings[0].scopes[0]. | Take one of them away, or name the scope that is meant.',
    ]);
  });

  const two = (first: string, second: string) =>
    [
      'version: 1',
      'bindings:',
      `  - { name: a, group: { id: ${GROUP} }, ${first} }`,
      `  - { name: b, group: { id: ${GROUP.toUpperCase()} }, ${second} }`,
    ].join('\n');
  const here = `scopes: [${SUBSCRIPTION}, ${SUBSCRIPTION}/resourceGroups/web]`;

  it('gets the same role for the same group both as members and as a group', () => {
    expect(warningsOf(two(`role: user, ${here}`, `role: user, ${here}, assign: group`))).toEqual([
      '4:5 bindings[1] | bindings[1] gives the group of bindings[0] the same role at the same scope in the other way (assign). | Keep assign: members or assign: group for a scope, not both.',
    ]);
  });

  it.each([
    ['the same way', `role: user, ${here}`, `role: user, ${here}`],
    ['another role', `role: user, ${here}`, `role: administrator, ${here}, assign: group`],
    ['another scope', `role: user, ${here}`, `role: user, scopes: [${SUBSCRIPTION}/resourceGroups/db], assign: group`],
    ['machines', `role: user, ${here}`, 'role: user, machines: { name: "web-*" }, assign: group'],
  ])('is no doubt with %s', (_sentence, first, second) => {
    expect(warningsOf(two(first, second))).toEqual([]);
  });
});

describe('deny', () => {
  it('goes before an exemption, which is said', () => {
    const text = withTop(
      `exemptions: [{ principal: ${USER.toUpperCase()}, owner: me, reason: leave, until: 2027-06-30 }]`,
      `deny: [${GROUP}, ${USER}]`,
    );

    expect(warningsOf(text)).toEqual([
      '4:46 deny[1] | deny[1] is also exempt; deny goes first, so the access is removed. | Take the user out of deny, or the exemption away.',
    ]);
  });

  it('names somebody twice', () => {
    expect(warningsOf(withTop(`deny: [${USER}, ${USER.toUpperCase()}]`))).toEqual([
      '3:46 deny[1] | deny[1] is also deny[0]. | Take one of them away.',
    ]);
  });
});
