import * as z from 'zod';
import { Failure } from '../errors.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Schemas by key, and the named ones that they refer to. */
export interface JsonSchemas {
  readonly byKey: Readonly<Record<string, JsonSchema>>;
  /** The keys whose value must be present. */
  readonly required: ReadonlySet<string>;
  /** Schemas with `.meta({ id })`, by id. */
  readonly named: Readonly<Record<string, JsonSchema>>;
}

const converted = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
  $defs: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/**
 * Turns zod schemas into JSON Schemas whose `$ref`s point to `#/components/schemas`. They are converted together, as
 * the properties of one object, so that a name is one schema however often it is used.
 * @param io `input` for what callers send, `output` for what they get
 * @throws Failure `bug` for a pattern that JSON Schema cannot say
 */
export function jsonSchemas(schemas: Readonly<Record<string, z.core.$ZodType>>, io: 'input' | 'output'): JsonSchemas {
  const whole = z.toJSONSchema(z.object(schemas), {
    target: 'draft-2020-12',
    io,
    override: ({ zodSchema, jsonSchema }) => {
      // zod closes every object in output; ours may get more fields, and only what is declared strict stays closed.
      if (zodSchema instanceof z.ZodObject && zodSchema.def.catchall === undefined) {
        delete jsonSchema.additionalProperties;
      }
      if (zodSchema instanceof z.ZodRecord) nameProperties(jsonSchema);
      if (zodSchema instanceof z.ZodString) refuseFlags(zodSchema);
    },
  });
  const { properties, required, $defs } = converted.parse(pointToComponents(whole));
  return { byKey: properties, required: new Set(required), named: $defs };
}

/** A record whose keys are a closed list has properties with names, which is what generated clients read. */
function nameProperties(schema: z.core.JSONSchema.BaseSchema): void {
  const { propertyNames, additionalProperties } = schema;
  if (typeof propertyNames !== 'object' || propertyNames.enum === undefined || additionalProperties === undefined)
    return;
  schema.properties = Object.fromEntries(propertyNames.enum.map((name) => [String(name), additionalProperties]));
  delete schema.propertyNames;
  delete schema.additionalProperties;
}

/** A pattern of JSON Schema has no flags: what one says with `i` would be described more narrowly than it is judged. */
function refuseFlags({ def }: z.ZodString): void {
  for (const { _zod } of def.checks ?? []) {
    if ('pattern' in _zod.def && _zod.def.pattern instanceof RegExp && _zod.def.pattern.ignoreCase)
      throw new Failure(
        'bug',
        'pattern-ignores-case',
        `Write both cases into the pattern ${String(_zod.def.pattern)}.`,
      );
  }
}

/**
 * The named schemas of both directions as one set.
 * @throws Failure `bug` when one name means two things, as with a default, which callers may leave out and always get
 */
export function mergeNamed(sent: JsonSchemas['named'], got: JsonSchemas['named']): Record<string, JsonSchema> {
  for (const [id, schema] of Object.entries(sent)) {
    if (Object.hasOwn(got, id) && JSON.stringify(got[id]) !== JSON.stringify(schema)) {
      throw new Failure(
        'bug',
        'schema-name-clash',
        `The schema ${id} differs between requests and answers; name them apart.`,
      );
    }
  }
  return { ...sent, ...got };
}

function pointToComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : pointToComponents(inner),
    ]),
  );
}
