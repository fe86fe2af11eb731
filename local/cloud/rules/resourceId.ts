/** ARM ids of what this cloud holds. Ids compare without case: `keyOf` is what maps are keyed by. */

export interface MachineName {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly machine: string;
}

/** The id of a machine in the case given. */
export function machineId({ subscriptionId, resourceGroup, machine }: MachineName): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.HybridCompute/machines/${machine}`;
}

/** The machine that the placeholders of a route name. */
export function machineNamed(params: Readonly<Record<string, string>>): MachineName {
  return {
    subscriptionId: params['subscription'] ?? '',
    resourceGroup: params['group'] ?? '',
    machine: params['machine'] ?? '',
  };
}

/** The form of an id that is equal for all ways to write it. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}
