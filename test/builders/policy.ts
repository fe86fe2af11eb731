/** Access policies of every kind, for properties, and how they are written. */
import * as fc from 'fast-check';
import type { AccessPolicy, Binding, Target } from '../../src/lib/access/policy/policy.ts';
import { ASSIGN, ROLES } from '../../src/lib/access/policy/policy.ts';
import { parseScope, type Scope, scopeId } from '../../src/lib/access/scope.ts';
import { defined } from '../../src/lib/defined.ts';
import { bindingGuardParts, guardParts } from './guards.ts';

const id = fc.uuid();

const day = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** What people write, what YAML may take for something else, and letters of everywhere. */
const line = fc
  .oneof(
    fc.constantFrom(
      '~',
      'null',
      'true',
      '0x1F',
      '1e3',
      '.inf',
      '2027-06-30',
      '*',
      '&a',
      '!b',
      '<<',
      '- a',
      'a: b',
      'a #b',
      '{',
      "it's",
      '"',
      '\\',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  )
  .filter((text) => isText(text) && /^(?!\s)[^\p{Cf}\p{Zl}\p{Zp}]{1,100}(?<!\s)$/u.test(text));

const letters = (units: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units.split('')), minLength: 1, maxLength });

const scope: fc.Arbitrary<Scope> = fc
  .oneof(
    letters('aZ09-_.()', 30)
      .filter((name) => !/^\.+$/.test(name))
      .map((name) => `/providers/Microsoft.Management/managementGroups/${name}`),
    id.map((subscription) => `/subscriptions/${subscription}`),
    fc
      .tuple(id, letters('aZ9-_(é', 30))
      .map(([subscription, group]) => `/subscriptions/${subscription}/resourceGroups/${group}`),
    fc
      .tuple(id, letters('aZ9-_(é', 30), letters('aZ9-_', 30))
      .map(
        ([subscription, group, name]) =>
          `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.HybridCompute/machines/${name}`,
      ),
  )
  .map((text) => {
    const read = parseScope(text);
    if (!read.ok) throw new Error(`${text} ${read.message}`);
    return read.scope;
  });

/** The tags that these policies use. */
export const TAGS = ['role', 'tier', 'null', '0', 'constructor'];

const selector = fc
  .record(
    {
      tags: fc.dictionary(fc.constantFrom(...TAGS), fc.string({ maxLength: 40 }).filter(isText), { minKeys: 1 }),
      resourceGroup: letters('aZ9-_.()é*?', 20),
      name: letters('aZ9-_.*?', 20),
    },
    { requiredKeys: [] },
  )
  .filter((parts) => Object.keys(parts).length > 0);

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.array(scope, { minLength: 1, maxLength: 4 }).map((scopes) => ({ kind: 'scopes' as const, scopes })),
  selector.map((selector) => ({ kind: 'machines' as const, selector })),
);

const binding: fc.Arbitrary<Binding> = fc
  .record(
    {
      name: line,
      group: fc.record({ id, name: line }, { requiredKeys: ['id'] }),
      role: fc.constantFrom(...ROLES),
      target,
      assign: fc.constantFrom(...ASSIGN),
      expires: day,
      adopt: fc.boolean(),
      guards: fc.record(bindingGuardParts, { requiredKeys: [] }),
    },
    { requiredKeys: ['name', 'group', 'role', 'target', 'assign', 'adopt', 'guards'] },
  )
  .map((parts) => ({ ...parts, adopt: parts.adopt && parts.target.kind === 'scopes' }));

/** Any valid policy. */
export const anyPolicy: fc.Arbitrary<AccessPolicy> = fc.record({
  version: fc.constant(1),
  bindings: fc.uniqueArray(binding, { maxLength: 4, selector: ({ name }) => name.toLowerCase() }),
  guards: fc.record(guardParts, { requiredKeys: [] }),
  exemptions: fc.uniqueArray(fc.record({ principal: id, owner: line, reason: line, until: day }), {
    maxLength: 3,
    selector: ({ principal }) => principal,
  }),
  deny: fc.array(id, { maxLength: 3 }),
});

/** The document that reads as this policy. */
export function documentOf(policy: AccessPolicy): object {
  const bindings = policy.bindings.map(({ target, ...rest }) =>
    defined({
      ...rest,
      scopes: target.kind === 'scopes' ? target.scopes.map(scopeId) : undefined,
      machines: target.kind === 'machines' ? target.selector : undefined,
    }),
  );
  return { ...policy, bindings };
}

/** Whether a decoder of UTF-8 could have made the text, and it is one that files hold. */
/** What the parser takes for text, and does not refuse as a file that was saved in a strange way. */
function isText(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\u{fffd}-\u{ffff}]/u.test(text);
}
