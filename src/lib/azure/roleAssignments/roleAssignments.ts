/** Role assignments, deny assignments and activations in Azure Resource Manager, through `@azure/arm-authorization`. */
import { AuthorizationManagementClient } from '@azure/arm-authorization';
import type { AssignmentReader } from '../../access/assignment.ts';
import type { AssignmentWriter } from '../../access/assignmentWriter.ts';
import { Failure } from '../../errors.ts';
import type { ArmClientOptions } from '../pipeline/armPipeline.ts';
import { stepHeaders } from '../pipeline/internalHeaders.ts';
import { unexpectedAnswer } from '../pipeline/unexpectedAnswer.ts';
import type { AuthorizationCalls } from './authorizationCalls.ts';
import { roleAssignmentsOver } from './roleAssignmentsOver.ts';

export interface RoleAssignmentsDeps {
  /** Of the lane `access`: a mass onboarding never delays a leaver. */
  readonly arm: ArmClientOptions;
  /** Asked by nobody: the SDK wants one, the pipeline has its own. */
  readonly credential: ConstructorParameters<typeof AuthorizationManagementClient>[0];
}

/** Reader and writer over ARM. */
export function createRoleAssignments({ arm, credential }: RoleAssignmentsDeps): AssignmentReader & AssignmentWriter {
  // The subscription matters to operations that are not used here only; ours carry their scope.
  return roleAssignmentsOver(callsOf(new AuthorizationManagementClient(credential, 'none', { ...arm })));
}

function callsOf(client: AuthorizationManagementClient): AuthorizationCalls {
  return {
    /**
     * One page at a time, read from the text of the answer: the SDK takes a body without `value` for an empty list, and
     * one whose link it does not recognise for the last.
     */
    async page({ type, scope, filter }, nextLink) {
      let text: string | null | undefined;
      const options = {
        ...(filter !== undefined && { filter }),
        onResponse: (response: { readonly bodyAsText?: string | null }) => {
          text = response.bodyAsText;
        },
      };
      const from = nextLink === undefined ? {} : { continuationToken: nextLink };
      try {
        await client[type].listForScope(sdkScope(scope), options).byPage(from).next();
        return JSON.parse(text ?? '');
      } catch (error) {
        if (error instanceof Failure && error.code !== 'MalformedAnswer') throw error;
        // The pipeline throws nothing else; this is the SDK, or an answer that is not JSON.
        throw unexpectedAnswer(`a page of ${type}`, 'the whole');
      }
    },

    async put(scope, name, properties, options) {
      let status = 0;
      const requestOptions = { customHeaders: stepHeaders(options) };
      const onResponse = (response: { readonly status: number }) => {
        status = response.status;
      };
      await client.roleAssignments.create(sdkScope(scope), name, { ...properties }, { requestOptions, onResponse });
      return status;
    },

    async remove(scope, name, options) {
      let status = 0;
      await client.roleAssignments.delete(sdkScope(scope), name, {
        requestOptions: { customHeaders: stepHeaders(options) },
        onResponse: (response) => {
          status = response.status;
        },
      });
      return status;
    },
  };
}

/** The SDK puts a slash in front by itself (9.0.0, measured): with ours there would be two. */
function sdkScope(scope: string): string {
  return scope.replace(/^\/+/, '');
}
