/** Where the demo gives access. */

export interface DemoPlaces {
  readonly subscriptionId: string;
  /** Name of the management group above the subscription. */
  readonly managementGroup: string;
}

/** The management group, or a resource group of the subscription. */
export type DemoPlace = 'managementGroup' | `rg-${string}`;

/** The ARM id of a place. */
export function scopeOf(place: DemoPlace, { subscriptionId, managementGroup }: DemoPlaces): string {
  return place === 'managementGroup'
    ? `/providers/Microsoft.Management/managementGroups/${managementGroup}`
    : `/subscriptions/${subscriptionId}/resourceGroups/${place}`;
}
