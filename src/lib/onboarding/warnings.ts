/** What is worth knowing of a machine and keeps nothing from happening: a closed list, each with its way out. */
import { tagText } from '../tags.ts';
import type { OnboardingSettings } from './evidence.ts';
import { exclusionOf, unclearExclusion } from './exclusion.ts';
import { type Kin, namesOf } from './kin.ts';
import type { ObservedMachine } from './machine.ts';
import { TAGS } from './reasons.ts';
import { shorten } from './shorten.ts';

const WARNINGS = {
  HostNameTooLong: {
    fix: 'Give the machine a name of 15 characters or fewer before it joins, or see to it that no other begins with the same 15.',
  },
  // What to do with machines made from one image: https://learn.microsoft.com/azure/azure-arc/servers/prerequisites
  ClonedImage: {
    fix: 'On the copy, run azcmagent disconnect --force-local-only, then azcmagent connect, and delete the resource in Azure that nobody uses any more. Before copying, generalise the image with sysprep, and connect to Arc only what was made from it.',
  },
} as const satisfies Record<string, { readonly fix: string }>;

export type WarningReason = keyof typeof WARNINGS | 'ExclusionUnclear';

export interface Warning {
  readonly reason: WarningReason;
  /** One sentence. */
  readonly message: string;
  readonly fix: string;
}

/** Room for the name of a computer in NetBIOS. */
const NETBIOS_LENGTH = 15;

/** What there is to warn of, on this machine alone. */
export function warningsOf(
  machine: ObservedMachine,
  settings: Pick<OnboardingSettings, 'excludeTag' | 'onboard'>,
): readonly Warning[] {
  return [...longHostName(machine), ...oddExclusion(machine, settings)];
}

/** Also on a machine that is ready already: somebody may have meant to exclude it. */
function oddExclusion(
  machine: ObservedMachine,
  settings: Pick<OnboardingSettings, 'excludeTag' | 'onboard'>,
): readonly Warning[] {
  const exclusion = exclusionOf(machine, settings);
  if (exclusion.kind !== 'unclear') return [];
  const message = shorten(unclearExclusion(exclusion.tag, settings.excludeTag));
  const fix = `Set the tag to ${tagText(settings.excludeTag)} to exclude the machine, or remove it; see ${TAGS}.`;
  return [{ reason: 'ExclusionUnclear', message, fix }];
}

function longHostName({ os, hostName }: ObservedMachine): readonly Warning[] {
  if (os.type?.toLowerCase() !== 'windows' || hostName === undefined) return [];
  if (hostName.length <= NETBIOS_LENGTH) return [];
  // Windows names the device in Entra by the short name; two machines whose short names are equal get in each other's way.
  const short = hostName.slice(0, NETBIOS_LENGTH).toUpperCase();
  const message = `The host name ${hostName} has ${hostName.length} characters; Windows cuts it to ${short}, the machine is ${short} in Microsoft Entra too, and joining fails when another device has that name.`;
  return [{ reason: 'HostNameTooLong', message: shorten(message), fix: WARNINGS.HostNameTooLong.fix }];
}

/** The machine is not the only one with its vmId: a copy, or for a moment a machine that is moved. */
export function clonedImage(twins: Pick<Kin, 'twins' | 'more'>): Warning {
  const message = `The machine has the same vmId as ${namesOf(twins)}. Unless it is just being moved, one was copied from the other with its Arc agent connected, and the agents get in each other's way.`;
  return { reason: 'ClonedImage', message: shorten(message), fix: WARNINGS.ClonedImage.fix };
}

/** Whether it is that warning. */
export function isOfClones({ reason }: Warning): boolean {
  return reason === 'ClonedImage';
}
