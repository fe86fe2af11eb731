/** Which machines `ONBOARD` asks for: one selector per entry of the setting; a machine that any of them names is selected. */
import type { MachineId } from './machineId.ts';

export type Selector =
  | { readonly kind: 'all' }
  | { readonly kind: 'subscription'; readonly subscriptionId: string }
  | { readonly kind: 'resourceGroup'; readonly glob: string }
  | { readonly kind: 'tag'; readonly name: string; readonly value: string };

/** What a selector looks at. */
export interface Selectable {
  readonly id: MachineId;
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether the machine carries the tag. ARM compares tag names without case and values with it. */
export function hasTag(machine: Selectable, name: string, value: string): boolean {
  return Object.entries(machine.tags).some(([key, held]) => key.toLowerCase() === name.toLowerCase() && held === value);
}

/** Whether this one selector names the machine. */
export function selects(selector: Selector, machine: Selectable): boolean {
  switch (selector.kind) {
    case 'all':
      return true;
    case 'subscription':
      return selector.subscriptionId === machine.id.subscriptionId;
    case 'resourceGroup':
      return matchesGlob(selector.glob, machine.id.resourceGroup);
    case 'tag':
      return hasTag(machine, selector.name, selector.value);
  }
}

/**
 * Whether `text` matches `glob`, without case: `*` stands for any run of characters, `?` for one. Done by hand with one
 * way back, so that no glob that somebody sets can take exponential time, as a regular expression made of it could.
 */
export function matchesGlob(glob: string, text: string): boolean {
  const pattern = glob.toLowerCase();
  const subject = text.toLowerCase();
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < subject.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = s;
    } else if (pattern[p] === '?' || pattern[p] === subject[s]) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
