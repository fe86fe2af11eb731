/** The calls of Microsoft.Authorization that the adapter makes, apart from how they get there. */
import type { WriteOptions } from '../../access/assignmentWriter.ts';

/** What is listed. */
export type ListedType = 'roleAssignments' | 'denyAssignments' | 'roleAssignmentScheduleInstances';

/** A question that is answered in pages. */
export interface Listing {
  readonly type: ListedType;
  readonly scope: string;
  /** `atScope()`: at the scope and above it only. Without it, below too. */
  readonly filter?: 'atScope()';
}

/** `RoleAssignmentProperties` of 2022-04-01, as far as we set them. */
export interface AssignmentProperties {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string;
}

/** Every call throws `Throttled` or a `Failure` for what is not an answer below 300. */
export interface AuthorizationCalls {
  /** The body of a page, as it came: nothing in it is checked yet. */
  page(listing: Listing, nextLink: string | undefined): Promise<unknown>;
  /** The status: 201 for one that is new, 200 for one that was there. */
  put(scope: string, name: string, properties: AssignmentProperties, options: WriteOptions): Promise<number>;
  /** The status: 200 for one that was there, 204 for one that was not. */
  remove(scope: string, name: string, options: WriteOptions): Promise<number>;
}
