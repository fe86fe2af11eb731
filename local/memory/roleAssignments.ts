/**
 * Role assignments in memory: the rules of the simulated cloud without its sockets, for simulations on virtual time. Held to
 * the same contract as the real adapter, with which it shares all but the way to the service.
 */
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import type { AssignmentReader } from '../../src/lib/access/assignment.ts';
import type { AssignmentWriter } from '../../src/lib/access/assignmentWriter.ts';
import { failureOfAnswer } from '../../src/lib/azure/pipeline/failure.ts';
import type { AuthorizationCalls, ListedType } from '../../src/lib/azure/roleAssignments/authorizationCalls.ts';
import { roleAssignmentsOver } from '../../src/lib/azure/roleAssignments/roleAssignmentsOver.ts';
import { Failure } from '../../src/lib/errors.ts';
import type { Clock } from '../../src/lib/time.ts';
import type { CloudReply, CloudRequest } from '../cloud/rules/exchange.ts';

const HOST = 'localhost';

const API_VERSIONS: Readonly<Record<ListedType, string>> = {
  roleAssignments: '2022-04-01',
  denyAssignments: '2022-04-01',
  roleAssignmentScheduleInstances: '2020-10-01',
};

export interface MemoryRoleAssignmentsDeps {
  /** `rules.arm.handle` of a simulated cloud. */
  readonly handle: (request: CloudRequest) => CloudReply;
  readonly clock: Clock;
  /** A token as the app's identity would have it. */
  readonly token: string;
}

/** Reader and writer over the rules. */
export function createMemoryRoleAssignments(deps: MemoryRoleAssignmentsDeps): AssignmentReader & AssignmentWriter {
  return roleAssignmentsOver(callsOf(deps));
}

function callsOf({ handle, clock, token }: MemoryRoleAssignmentsDeps): AuthorizationCalls {
  const send = (method: string, url: string, body?: unknown): CloudReply => {
    const reply = handle({ method, url, headers: { host: HOST, authorization: `Bearer ${token}` }, body });
    if (reply.dropConnection === true) throw new Failure('transient', 'NetworkError', 'No answer.');
    if (reply.status < 300) return reply;
    const answered = { ...reply, headers: createHttpHeaders(reply.headers), bodyAsText: JSON.stringify(reply.body) };
    throw failureOfAnswer(answered, clock.now());
  };
  const pathOf = (scope: string, type: ListedType) => `${scope}/providers/Microsoft.Authorization/${type}`;
  const urlOf = (scope: string, name: string) =>
    `${pathOf(scope, 'roleAssignments')}/${name}?api-version=${API_VERSIONS.roleAssignments}`;

  return {
    async page({ type, scope, filter }, nextLink) {
      if (nextLink !== undefined) return send('GET', onOurHost(nextLink)).body;
      const query = `api-version=${API_VERSIONS[type]}${filter === undefined ? '' : `&$filter=${filter}`}`;
      return send('GET', `${pathOf(scope, type)}?${query}`).body;
    },
    async put(scope, name, properties) {
      return send('PUT', urlOf(scope, name), { properties }).status;
    },
    async remove(scope, name) {
      return send('DELETE', urlOf(scope, name)).status;
    },
  };
}

/** Path and query of a link; the real client calls no other host either. */
function onOurHost(link: string): string {
  const { host, pathname, search } = new URL(link);
  if (host !== HOST) throw new Failure('rejected', 'ForeignHost', `A call to ${host} was refused.`);
  return `${pathname}${search}`;
}
