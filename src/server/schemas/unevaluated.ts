import type {
  Ajv2020,
  ErrorObject,
  FuncKeywordDefinition,
  ValidateFunction,
} from "ajv/dist/2020.js";

import { type Container, evaluatedKeys, type Validity } from "./evaluated.ts";
import { isSchemaObject } from "./schemas.ts";

type Keyword = "unevaluatedItems" | "unevaluatedProperties";

/**
 * Replaces the keywords `unevaluatedItems` and `unevaluatedProperties` of a validator. Its own ones count every item as
 * evaluated beside a `contains`, and every value that an `if` has looked at in vain. These ones cost more, but only for
 * schemas that have them.
 */
export function replaceUnevaluated(ajv: Ajv2020): void {
  for (const keyword of ["unevaluatedItems", "unevaluatedProperties"] as const) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword(definition(ajv, keyword));
  }
}

function definition(ajv: Ajv2020, keyword: Keyword): FuncKeywordDefinition {
  const validity: Validity = {
    isValid: (schema, value) =>
      isSchemaObject(schema) ? ajv.compile(schema)(value) : schema !== false,
    follow: (ref) => ajv.getSchema(ref)?.schema,
  };
  return {
    keyword,
    type: keyword === "unevaluatedItems" ? "array" : "object",
    schemaType: ["boolean", "object"],
    compile: (own, schema) => {
      const check: Check = (value, context) => {
        const evaluated = evaluatedKeys(schema, value, validity);
        const rest = Object.entries(value).filter(([key]) => !evaluated.has(key));
        const errorsOf = isSchemaObject(own)
          ? innerErrors(ajv.compile(own), value, context)
          : (key: string) => (own === false ? [refusal(keyword, key)] : []);
        check.errors = rest.flatMap(([key]) => errorsOf(key));
        return check.errors.length === 0;
      };
      return check;
    },
  };
}

type Context = Parameters<ValidateFunction>[1];
type Errors = Partial<ErrorObject>[];

interface Check {
  (value: Container, context?: Context): boolean;
  errors?: Errors;
}

/** Returns the errors of an inner value, whose place begins with that of the value around it. */
function innerErrors(
  validate: ValidateFunction,
  value: Container,
  context: Context,
): (key: string) => Errors {
  return (key) => {
    const place = key.replaceAll("~", "~0").replaceAll("/", "~1");
    const inner: Context = {
      instancePath: `${context?.instancePath ?? ""}/${place}`,
      parentData: value,
      parentDataProperty: key,
      rootData: context?.rootData ?? value,
      dynamicAnchors: {},
    };
    return validate(Reflect.get(value, key), inner) ? [] : (validate.errors ?? []);
  };
}

function refusal(keyword: Keyword, key: string): Partial<ErrorObject> {
  return keyword === "unevaluatedItems"
    ? { keyword, message: "must NOT have unevaluated items", params: { unevaluatedItem: key } }
    : {
        keyword,
        message: "must NOT have unevaluated properties",
        params: { unevaluatedProperty: key },
      };
}
