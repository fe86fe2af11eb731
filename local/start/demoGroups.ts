/** The demo's groups: each shows one thing that happens to real ones. */
import type { Alias, Thing } from './demoPeople.ts';

export interface DemoGroup {
  readonly displayName: string;
  /** What it shows. */
  readonly shows: string;
  readonly people: readonly Alias[];
  readonly things?: readonly Thing[];
  /** Keys of the groups in it. */
  readonly nested?: readonly string[];
  readonly owners?: readonly Alias[];
  /** What else its POST says. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** What becomes of it once everybody is in: another name, or it is deleted. */
  readonly later?: { readonly displayName: string } | 'is deleted';
}

export const DEMO_GROUPS = {
  'server-admins': {
    displayName: 'sg-server-admins',
    shows: 'administrators, in a group whose members only its owners and few others can change',
    people: ['anna.berg', 'jurgen.muller', "siobhan.o'neill", 'wang.fang', 'tom.hartley'],
    owners: ['anna.berg', 'marta.kowalska'],
    body: { isAssignableToRole: true },
  },
  'web-users': {
    displayName: 'sg-web-users',
    shows: 'members of every kind, and groups in groups',
    people: [
      'asa.oberg',
      'carlos.diaz',
      'emeka.okafor',
      'fatima.zahra',
      'grace.hopkins',
      'hiro.tanaka',
      'nora.haas',
      'victor.lang',
      'paul.weber',
      'kai.lindqvist',
    ],
    things: ['deployment-agent', 'kiosk-03', 'supplier-desk'],
    nested: ['web-contractors'],
  },
  'web-contractors': {
    displayName: 'sg-web-contractors',
    shows: 'is in sg-web-users',
    people: ['rahul.mehta', 'sofia.rossi', 'tariq.aziz'],
    nested: ['web-night-shift'],
  },
  'web-night-shift': {
    displayName: 'sg-web-night-shift',
    shows: 'is in the group before, and the first one is in it: a loop',
    people: ['uma.patel', 'vera.novak', 'asa.oberg'],
    nested: ['web-users'],
  },
  'web-operators': {
    displayName: 'R&D web operators',
    shows: 'gets access on machines that carry a tag',
    people: ['web.kiosk', 'ingrid.strauss', 'lukas.gross'],
  },
  'data-admins': {
    displayName: 'sg-database-admins',
    shows: 'gets another name, which the policy does not know',
    people: ['li.wei', 'zhang.min', 'mei.lin'],
    owners: ['zhang.min'],
    later: { displayName: 'sg-data-platform-admins' },
  },
  shanghai: {
    displayName: '上海运维组',
    shows: 'a name in Chinese',
    people: ['chen.jie', 'liu.yang', 'wang.fang'],
  },
  munich: {
    displayName: 'sg-büro-münchen',
    shows: 'a name with umlauts',
    people: ['jurgen.muller', 'ingrid.strauss', 'dilek.arslan'],
  },
  'everybody-in-operations': {
    displayName: 'sg-operations',
    shows: 'gets one assignment as a group',
    people: ['oskar.nilsson', 'pia.sandberg', 'dilek.arslan', 'hiro.tanaka'],
  },
  oneill: {
    displayName: "O'Neill's team",
    shows: 'would make administrators of whoever joins, and anybody may be made a member',
    people: ["siobhan.o'neill", 'beth.cole'],
  },
  helpdesk: {
    displayName: 'sg-helpdesk',
    shows: 'the one of two groups of that name that is meant',
    people: ['john.smith', 'beth.cole'],
  },
  'helpdesk-lookalike': {
    displayName: 'sg-helpdesk',
    shows: 'the other one, which somebody made to get in',
    people: ['john.smith2', 'mallory.grey'],
  },
  'works-council': {
    displayName: 'Works council',
    shows: 'hides its members',
    people: ['marta.kowalska', 'pia.sandberg', 'uma.patel'],
    body: { groupTypes: ['Unified'], visibility: 'HiddenMembership' },
  },
  migration: {
    displayName: 'sg-migration-2024',
    shows: 'its binding is over',
    people: ['oskar.nilsson', 'rahul.mehta'],
  },
  retired: {
    displayName: 'sg-retired-project',
    shows: 'is deleted while the policy names it',
    people: ['carlos.diaz', 'emeka.okafor'],
    later: 'is deleted',
  },
  'field-service': {
    displayName: 'sg-field-service',
    shows: 'loses half of its members at once: a script that went wrong',
    people: ['tariq.aziz', 'uma.patel', 'vera.novak', 'lukas.gross', 'john.smith', 'beth.cole'],
  },
  'locked-room': {
    displayName: 'sg-locked-room',
    shows: 'its binding takes over what others have assigned',
    people: ['yusuf.demir', 'grace.hopkins', 'petra.vogel'],
  },
  vendors: {
    displayName: 'sg-legacy-vendors',
    shows: 'somebody has given it access by hand',
    people: ['victor.lang', 'tariq.aziz'],
  },
} as const satisfies Readonly<Record<string, DemoGroup>>;

export type GroupKey = keyof typeof DEMO_GROUPS;
