/** The part of a schema that is about one field, found by the path of the field. */
import * as z from 'zod';
import type { Path } from './problem.ts';

type Schema = z.core.$ZodType;

/** The schema of the field; undefined where the schema knows no such field. */
export function schemaAt(root: Schema, path: Path): Schema | undefined {
  return path.reduce<Schema | undefined>((schema, step) => schema && inside(schema, step), bare(root));
}

function inside(schema: Schema, step: PropertyKey): Schema | undefined {
  const found =
    schema instanceof z.ZodObject
      ? schema.shape[String(step)]
      : schema instanceof z.ZodArray
        ? schema.element
        : schema instanceof z.ZodRecord
          ? schema.valueType
          : undefined;
  return found && bare(found);
}

/** Without what makes it optional or reads it further. */
function bare(schema: Schema): Schema {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return bare(schema.unwrap());
  return schema instanceof z.ZodPipe ? bare(schema.in) : schema;
}
