/**
 * The instant as Azure's services write it: ISO 8601 in UTC with seven digits of the second, as in the recorded
 * `lastStatusChange` and in Microsoft's sample events. Clients that expect three digits should learn it here.
 */
export function azureTimestamp(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '0000Z');
}
