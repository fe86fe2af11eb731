/** The JSON Schema of the access policy, for editors: they complete, explain and check while somebody writes. */
import * as z from 'zod';
import { policyDocument } from './schema.ts';

/**
 * Made of the schema that validates (draft 2020-12). It knows each field and what must be there; what fields must be to
 * each other, and to the settings, only the app tells.
 */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policyDocument, { target: 'draft-2020-12', io: 'input' });
  return { $schema, $id: 'urn:arc-entra-signin:access-policy:1', ...schema };
}
