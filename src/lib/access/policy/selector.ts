/** Which machines a binding with `machines` is about. */
import { matchesGlob } from '../../glob.ts';
import type { MachineId } from '../../onboarding/machineId.ts';
import { hasTag, type Tags } from '../../tags.ts';

/** All that it says must match. At least one is there, and a parsed policy names trusted tags only. */
export interface MachineSelector {
  readonly tags?: Tags;
  /** Globs. */
  readonly resourceGroup?: string;
  readonly name?: string;
}

/** What a selector looks at. */
export interface Selectable {
  readonly id: Pick<MachineId, 'resourceGroup' | 'name'>;
  readonly tags: Tags;
}

/** Whether the selector matches the machine: tag values with case, everything else without. */
export function matchesSelector(selector: MachineSelector, { id, tags }: Selectable): boolean {
  return (
    matchesGlob(selector.resourceGroup ?? '*', id.resourceGroup) &&
    matchesGlob(selector.name ?? '*', id.name) &&
    Object.entries(selector.tags ?? {}).every(([name, value]) => hasTag(tags, name, value))
  );
}
