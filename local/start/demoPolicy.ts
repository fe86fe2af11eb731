/** The demo's access policy: what `npm start` uploads when no `--policy` is given. */
import { DEMO_GROUPS, type GroupKey } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { type DemoPlace, type DemoPlaces, scopeOf } from './demoPlaces.ts';

/** The tags that the demo's policy selects by. */
export const DEMO_TRUSTED_TAGS = 'role';

/** The policy over these places, as a person would write it. */
export function demoPolicy(places: DemoPlaces): string {
  const at = (place: DemoPlace) => scopeOf(place, places);
  return `# Who may sign in where, in the demo. Each binding shows one thing; GET /api/access/plan says what comes of it.

version: 1

bindings:
  # The members of a group become administrators: of one resource group, and of one machine of another.
  - name: server-admins
    group: ${group('server-admins')}
    role: administrator
    scopes:
      - ${at('rg-web')}
      - ${at('rg-data')}/providers/Microsoft.HybridCompute/machines/sql-01

  # Groups in groups, even in a loop. Guests, disabled accounts, devices and the like are left out.
  - name: web-users
    group: ${group('web-users')}
    role: user
    scopes: [${at('rg-web')}]

  # On the machines that carry the tag and have the name. TRUSTED_TAGS names the tags that may be used.
  - name: web-operators
    group: ${group('web-operators')}
    role: user
    machines: { tags: { role: web }, resourceGroup: "rg-web", name: "web-0*" }

  # No machine carries this one.
  - name: kiosk-users
    group: ${group('munich')}
    role: user
    machines: { tags: { role: kiosk } }

  # The id decides. The name here is the one that the group had.
  - name: data-admins
    group: ${group('data-admins')}
    role: administrator
    scopes: [${at('rg-data')}]

  - name: shanghai-admins
    group: ${group('shanghai')}
    role: administrator
    scopes: [${at('rg-branch')}]

  - name: munich-users
    group: ${group('munich')}
    role: user
    scopes: [${at('rg-branch')}]

  # Whatever a script does to this group, nobody loses anything before somebody has looked at it.
  - name: field-service
    group: ${group('field-service')}
    role: user
    scopes: [${at('rg-data')}]

  # Two groups have this name; only the one with this id counts.
  - name: helpdesk
    group: ${group('helpdesk')}
    role: user
    scopes: [${at('rg-branch')}]

  # One assignment for the whole group, above everything. Whoever joins the group later passes no guard.
  - name: operations
    group: ${group('everybody-in-operations')}
    role: user
    scopes: [${at('managementGroup')}]
    assign: group

  # Not done: administrators as a group ask for a role-assignable one.
  - name: legacy-admins
    group: ${group('oneill')}
    role: administrator
    scopes: [${at('rg-legacy')}]
    assign: group

  # Takes over what others have assigned in this resource group: whoever is not in the group loses it.
  - name: locked-room
    group: ${group('locked-room')}
    role: user
    scopes: [${at('rg-locked')}]
    adopt: true

  # Its members cannot be seen, so nobody is added and nobody removed.
  - name: works-council
    group: ${group('works-council')}
    role: user
    scopes: [${at('rg-legacy')}]

  # This group is no more.
  - name: retired-project
    group: ${group('retired')}
    role: user
    scopes: [${at('rg-legacy')}]

  # This one was for a while.
  - name: migration
    group: ${group('migration')}
    role: user
    scopes: [${at('rg-data')}]
    expires: 2024-12-31

exemptions:
  - principal: ${demoId('break.glass')} # break.glass
    owner: operations
    reason: The account for emergencies.
    until: 2099-12-31

# A leaver whose access must go at once. A group that got access by hand still lets them in; the plan says so.
deny:
  - ${demoId('victor.lang')} # victor.lang
`;
}

/** A group by id, with the name that it had when the policy was written. JSON's texts are YAML's too. */
function group(key: GroupKey): string {
  return `{ id: ${demoId(key)}, name: ${JSON.stringify(DEMO_GROUPS[key].displayName)} }`;
}
