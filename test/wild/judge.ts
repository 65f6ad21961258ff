import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

import type { RouteTable, Schema } from "../../src/openapi/table/table.ts";
import {
  flatten,
  isSchemaObject,
  propertiesOf,
  type SharedSchemas,
} from "../../src/server/schemas/schemas.ts";

/** Whether a value is valid by a schema of a table, for a validator that the server has no part in. */
export type Judge = (schema: Schema, value: unknown) => boolean;

/** Creates the judge of a table's answers, in which properties that are only written are not required. */
export function createJudge({ schemas }: RouteTable): Judge {
  const ajv = new Ajv2020({
    strict: false,
    validateSchema: false,
    logger: false,
    inlineRefs: false,
  });
  formats.default(ajv);
  ajv.addSchema({ $id: "document:", schemas: readable(schemas, schemas) });
  const known = new Map<Schema, ValidateFunction>();
  return (schema, value) => {
    const text = JSON.stringify(readable(schema, schemas)).replaceAll('"#/', '"document:#/');
    const validate = known.get(schema) ?? ajv.compile(JSON.parse(text));
    known.set(schema, validate);
    return validate(value) === true;
  };
}

/** Returns a part of a schema without the requirement of properties that are only written. */
function readable(part: unknown, shared: SharedSchemas): unknown {
  if (Array.isArray(part)) return part.map((item) => readable(item, shared));
  if (!isSchemaObject(part)) return part;
  const written = Array.isArray(part.required)
    ? [...propertiesOf(flatten(part, shared))]
        .filter(([, property]) => flatten(property, shared).some((one) => one.writeOnly === true))
        .map(([name]) => name)
    : [];
  return Object.fromEntries(
    Object.entries(part).map(([keyword, value]) => {
      if (keyword === "required" && Array.isArray(value)) {
        return [keyword, value.filter((name) => !written.includes(name))];
      }
      const isData = ["enum", "const", "default", "examples", "example"].includes(keyword);
      return [keyword, isData ? value : readable(value, shared)];
    }),
  );
}
