/** What the fields of a policy must be to each other. A policy that breaks one of these rules is not used. */
import { foldCase } from '../../foldCase.ts';
import type { BindingDraft, PolicyDraft } from './draft.ts';
import type { Finding, Path } from './problem.ts';
import { fieldName } from './problem.ts';
import { repeats } from './repeats.ts';

/** Everything that breaks a rule. */
export function brokenRules(draft: PolicyDraft, trustedTags: readonly string[]): Finding[] {
  const trusted = new Set(trustedTags.map((name) => foldCase(name)));
  return [
    ...draft.bindings.flatMap((binding, index) =>
      binding === undefined ? [] : bindingRules(binding, ['bindings', index], trusted),
    ),
    ...sameNames(draft),
    ...sameExemptions(draft),
  ];
}

function bindingRules(binding: BindingDraft, path: Path, trusted: ReadonlySet<string>): Finding[] {
  return [...oneTarget(binding, path), ...adoptNeedsScopes(binding, path), ...trustedTagsOnly(binding, path, trusted)];
}

function oneTarget({ scopes, machines }: BindingDraft, path: Path): Finding[] {
  const fix = 'Write scopes (where the role is given) or machines (a selector), and not both.';
  if (scopes === undefined && machines === undefined) return [{ path, what: 'has neither scopes nor machines', fix }];
  if (scopes === undefined || machines === undefined) return [];
  return [{ path: [...path, 'machines'], key: true, what: 'stands beside scopes', fix }];
}

/**
 * Adopting takes assignments of others away at every scope of the binding. With a selector these scopes come and go with
 * names and tags, which other people set: renaming a machine would hand its foreign assignments over to us.
 */
function adoptNeedsScopes({ adopt, machines }: BindingDraft, path: Path): Finding[] {
  if (!adopt || machines === undefined) return [];
  return [
    {
      path: [...path, 'adopt'],
      what: 'is true beside machines: which assignments of others it takes over would change with names and tags',
      fix: 'Name the scopes to adopt with scopes, or set adopt to false.',
    },
  ];
}

function trustedTagsOnly({ machines }: BindingDraft, path: Path, trusted: ReadonlySet<string>): Finding[] {
  const at = (name: string): Path => [...path, 'machines', 'tags', name];
  const names = Object.keys(machines?.tags ?? {});
  const untrusted = names.filter((name) => !trusted.has(foldCase(name)));
  const twice = repeats(names.map((name) => ({ key: foldCase(name), entry: name })));
  return [
    ...untrusted.map(
      (name): Finding => ({
        path: at(name),
        key: true,
        what: 'is not a trusted tag',
        fix: 'Add the tag to the setting TRUSTED_TAGS if only people may set it who may also give access; otherwise select by name or resource group.',
      }),
    ),
    ...twice.map(
      ({ entry, first }): Finding => ({
        path: at(entry),
        key: true,
        what: `is the same tag as ${first}: Azure does not tell their case apart`,
        fix: 'Keep one of them.',
      }),
    ),
  ];
}

function sameNames({ bindings }: PolicyDraft): Finding[] {
  const names = bindings.map((binding, index) => ({
    key: binding?.name === undefined ? undefined : foldCase(binding.name),
    entry: ['bindings', index, 'name'],
  }));
  return repeats(names).map(({ entry, first }) => ({
    path: entry,
    what: `is also ${fieldName(first)}`,
    fix: 'Give every binding a name of its own; case does not tell them apart.',
  }));
}

function sameExemptions({ exemptions }: PolicyDraft): Finding[] {
  const principals = exemptions.map((exemption, index) => ({
    key: exemption?.principal,
    entry: ['exemptions', index, 'principal'],
  }));
  return repeats(principals).map(({ entry, first }) => ({
    path: entry,
    what: `is also ${fieldName(first)}`,
    fix: 'Keep one exemption for each principal, with the day that is meant.',
  }));
}
