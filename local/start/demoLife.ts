/** What happens in the demo's directory once everybody has access: people join, leave, and make mistakes. */
import { DEMO_GROUPS, type GroupKey } from './demoGroups.ts';
import { demoId } from './demoIds.ts';
import { type Alias, DEMO_PEOPLE } from './demoPeople.ts';

/** One call to Microsoft Graph, as an administrator or a script makes it. */
export interface GraphCall {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the version. */
  readonly path: string;
  readonly body?: object;
}

export interface LifeEvent {
  /** What happens, in a sentence. */
  readonly what: string;
  readonly calls: readonly GraphCall[];
  /** Whom it is about, by id: what becomes of their access belongs to it. */
  readonly whom: readonly string[];
  /** The binding whose changes, quarantine and warning belong to it. */
  readonly binding: string;
  /** Code of the warning that the plan shows for it. */
  readonly warning?: string;
  /** Who hopes to get something by it, by id. */
  readonly outsiders: readonly string[];
}

/** Six people whom nobody has asked to become administrators. */
const FLOOD: readonly Alias[] = [
  'mallory.grey',
  'john.smith2',
  'erik.lund',
  'beth.cole',
  'lukas.gross',
  'oskar.nilsson',
];
const SCRIPTED: readonly Alias[] = ['tariq.aziz', 'uma.patel', 'vera.novak'];

const IMPOSTOR = demoId('munich-impostor');
const RENAMED = 'sg-standort-münchen';

export const DEMO_LIFE: readonly LifeEvent[] = [
  {
    what: `${person('ida.holm')} starts in the night shift: she joins ${group('web-night-shift')}.`,
    calls: [join('web-night-shift', 'ida.holm')],
    whom: [demoId('ida.holm')],
    binding: 'web-users',
    outsiders: [],
  },
  {
    what: `${person('fatima.zahra')} changes to another team: she leaves ${group('web-users')}.`,
    calls: [leave('web-users', 'fatima.zahra')],
    whom: [demoId('fatima.zahra')],
    binding: 'web-users',
    outsiders: [],
  },
  {
    what: `The account of ${person('carlos.diaz')} is disabled.`,
    calls: [{ method: 'PATCH', path: `/users/${demoId('carlos.diaz')}`, body: { accountEnabled: false } }],
    whom: [demoId('carlos.diaz')],
    binding: 'web-users',
    outsiders: [],
  },
  {
    what: `A script takes ${SCRIPTED.length} of ${DEMO_GROUPS['field-service'].people.length} people out of ${group('field-service')}.`,
    calls: SCRIPTED.map((alias) => leave('field-service', alias)),
    whom: SCRIPTED.map(demoId),
    binding: 'field-service',
    outsiders: [],
  },
  {
    what: `Somebody makes ${FLOOD.length} people administrators: they are put into ${group('server-admins')}.`,
    calls: FLOOD.map((alias) => join('server-admins', alias)),
    whom: FLOOD.map(demoId),
    binding: 'server-admins',
    outsiders: [],
  },
  {
    what: `${group('munich')} is renamed to ${RENAMED}, and somebody makes another group of the old name, with ${person('mallory.grey')} in it.`,
    calls: [
      { method: 'PATCH', path: `/groups/${demoId('munich')}`, body: { displayName: RENAMED } },
      {
        method: 'POST',
        path: '/groups',
        body: { id: IMPOSTOR, displayName: group('munich'), securityEnabled: true },
      },
      { method: 'POST', path: `/groups/${IMPOSTOR}/members/$ref`, body: { '@odata.id': reference('mallory.grey') } },
    ],
    whom: DEMO_GROUPS.munich.people.map(demoId),
    binding: 'munich-users',
    warning: 'GroupRenamed',
    outsiders: [demoId('mallory.grey')],
  },
];

function join(key: GroupKey, alias: Alias): GraphCall {
  return { method: 'POST', path: `/groups/${demoId(key)}/members/$ref`, body: { '@odata.id': reference(alias) } };
}

function leave(key: GroupKey, alias: Alias): GraphCall {
  return { method: 'DELETE', path: `/groups/${demoId(key)}/members/${demoId(alias)}/$ref` };
}

function reference(alias: Alias): string {
  return `https://graph.microsoft.com/v1.0/directoryObjects/${demoId(alias)}`;
}

function person(alias: Alias): string {
  return DEMO_PEOPLE[alias].displayName;
}

function group(key: GroupKey): string {
  return DEMO_GROUPS[key].displayName;
}
