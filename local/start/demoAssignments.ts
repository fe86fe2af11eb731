/** What others have assigned in the demo before this app comes: by hand, through a portal, through PIM. */
import type { LoginRole } from '../../src/lib/access/role.ts';
import type { GroupKey } from './demoGroups.ts';
import type { Alias } from './demoPeople.ts';
import type { DemoPlace } from './demoPlaces.ts';

export interface DemoAssignment {
  readonly to: { readonly person: Alias } | { readonly group: GroupKey };
  readonly role: LoginRole;
  readonly at: DemoPlace;
  /** What it shows. */
  readonly shows: string;
}

export const DEMO_ASSIGNMENTS: readonly DemoAssignment[] = [
  { to: { person: 'erik.lund' }, role: 'user', at: 'rg-branch', shows: 'nobody has asked for it' },
  { to: { person: 'lena.fischer' }, role: 'user', at: 'rg-data', shows: 'its principal is deleted: an orphan' },
  { to: { group: 'vendors' }, role: 'user', at: 'rg-web', shows: 'lets somebody in whom the policy denies' },
  {
    to: { person: 'nora.haas' },
    role: 'user',
    at: 'managementGroup',
    shows: 'gives what the policy wants, from above',
  },
  { to: { person: 'yusuf.demir' }, role: 'user', at: 'rg-locked', shows: 'is wanted, and taken over' },
  { to: { person: 'frank.moreau' }, role: 'user', at: 'rg-locked', shows: 'is not wanted, and taken over' },
  { to: { person: 'petra.vogel' }, role: 'user', at: 'rg-locked', shows: 'of a disabled account, and taken over' },
  { to: { person: 'break.glass' }, role: 'user', at: 'rg-locked', shows: 'is not wanted, and exempt' },
];

/** Roles that people have taken through Privileged Identity Management, for so long. */
export const DEMO_ACTIVATIONS = [{ person: 'li.wei', role: 'administrator', at: 'rg-data', minutes: 60 }] as const;

/** Who leaves the company after they got access. */
export const DEMO_LEAVERS: readonly Alias[] = ['lena.fischer'];
