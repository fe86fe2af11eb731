/** Whether a machine is opted out by its tag. In doubt it is: joining Entra is hard to undo, and waiting costs nothing. */
import { normalizedTagText, type Tag, tagText, valuesOfTag } from '../tags.ts';
import type { OnboardingSettings } from './evidence.ts';
import type { ObservedMachine } from './machine.ts';

export type Exclusion =
  | { readonly kind: 'none' }
  | { readonly kind: 'excluded' }
  /** The tags of the machine cannot be read. */
  | { readonly kind: 'unreadable' }
  /** A tag has the name of the exclusion tag, and a value that means nothing to this app. */
  | { readonly kind: 'unclear'; readonly tag: Tag };

type Rules = Pick<OnboardingSettings, 'excludeTag' | 'onboard'>;

/** Reads the exclusion off the tags. An exclusion that can be read counts, whatever else cannot. */
export function exclusionOf({ tags, unreadable = [] }: ObservedMachine, rules: Rules): Exclusion {
  const { name, value } = rules.excludeTag;
  const values = valuesOfTag(tags, name);
  const excluded = normalizedTagText(value);
  if (values.some((held) => normalizedTagText(held) === excluded)) return { kind: 'excluded' };
  if (unreadable.includes('tags')) return { kind: 'unreadable' };
  const odd = values.find((held) => !isNamedByOnboard(held, rules));
  return odd === undefined ? { kind: 'none' } : { kind: 'unclear', tag: { name, value: odd } };
}

/** `ONBOARD` may use the same tag with another value to ask for machines. */
function isNamedByOnboard(value: string, { excludeTag, onboard }: Rules): boolean {
  const [name, held] = [normalizedTagText(excludeTag.name), normalizedTagText(value)];
  return onboard.some(
    (selector) =>
      selector.kind === 'tag' &&
      normalizedTagText(selector.name) === name &&
      normalizedTagText(selector.value) === held,
  );
}

/** The sentence about such a tag. */
export function unclearExclusion({ name, value }: Tag, excludeTag: Tag): string {
  return `The machine has the tag ${name} with the value "${value}", which is neither the one of ${tagText(excludeTag)} (EXCLUDE_TAG) nor one that ONBOARD names.`;
}
