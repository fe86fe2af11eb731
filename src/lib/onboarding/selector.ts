/** Which machines `ONBOARD` asks for: one selector per entry of the setting; a machine that any of them names is selected. */
import { matchesGlob } from '../glob.ts';
import { hasTag, type Tags, tagText } from '../tags.ts';
import type { MachineId } from './machineId.ts';

export type Selector =
  | { readonly kind: 'all' }
  | { readonly kind: 'subscription'; readonly subscriptionId: string }
  | { readonly kind: 'resourceGroup'; readonly glob: string }
  | { readonly kind: 'tag'; readonly name: string; readonly value: string };

/** What a selector looks at. */
export interface Selectable {
  readonly id: MachineId;
  readonly tags: Tags;
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
      return hasTag(machine.tags, selector.name, selector.value);
  }
}

/** The selector as `ONBOARD` writes it. */
export function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
      return 'all';
    case 'subscription':
      return `subscription:${selector.subscriptionId}`;
    case 'resourceGroup':
      return `resourceGroup:${selector.glob}`;
    case 'tag':
      return `tag:${tagText(selector)}`;
  }
}
