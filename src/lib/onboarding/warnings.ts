/** What is worth knowing of a machine and keeps nothing from happening: a closed list, each with its way out. */
import type { ObservedMachine } from './machine.ts';
import { shorten } from './shorten.ts';

const WARNINGS = {
  HostNameTooLong: {
    fix: 'Give the machine a name of 15 characters or fewer before it joins, or see to it that no other begins with the same 15.',
  },
} as const satisfies Record<string, { readonly fix: string }>;

export type WarningReason = keyof typeof WARNINGS;

export interface Warning {
  readonly reason: WarningReason;
  /** One sentence. */
  readonly message: string;
  readonly fix: string;
}

/** Room for the name of a computer in NetBIOS. */
const NETBIOS_LENGTH = 15;

/** What there is to warn of, on this machine. */
export function warningsOf({ os, hostName }: ObservedMachine): readonly Warning[] {
  if (os.type?.toLowerCase() !== 'windows' || hostName === undefined) return [];
  if (hostName.length <= NETBIOS_LENGTH) return [];
  // Windows names the device in Entra by the short name; two machines whose short names are equal get in each other's way.
  const short = hostName.slice(0, NETBIOS_LENGTH).toUpperCase();
  const message = `The host name ${hostName} has ${hostName.length} characters; Windows cuts it to ${short}, the machine is ${short} in Microsoft Entra too, and joining fails when another device has that name.`;
  return [{ reason: 'HostNameTooLong', message: shorten(message), fix: WARNINGS.HostNameTooLong.fix }];
}
