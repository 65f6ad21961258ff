import { isDeepStrictEqual } from "node:util";
import type { ErrorObject, FuncKeywordDefinition } from "ajv/dist/2020.js";
import type { DataValidateFunction } from "ajv/dist/types/index.js";
import { isMultiple, isNumeric } from "../../decimal.ts";
import { exactInteger } from "../../exactJson.ts";
import { FORMAT_LIMITS, LONG_FORMATS } from "../../openapi/dialect/formatLimits.ts";
import type { SchemaObject } from "../schemas/schemas.ts";

/** The keyword, which no document can have, because `KEYWORDS` does not have it. */
export const EXACT = "exact";

/** Keywords that the validator does not check. */
interface Rules {
  /** For any value. */
  moved: SchemaObject;
  /** For bigints, and for texts that become numbers only here. */
  all: SchemaObject;
}

type Fault = Partial<ErrorObject> & Pick<ErrorObject, "keyword">;

/**
 * The keyword that checks bigints, and other values by limits that are bigints. Its errors are those that the validator
 * has for numbers.
 */
export const exactKeyword: FuncKeywordDefinition = {
  keyword: EXACT,
  schemaType: "object",
  // Other keywords see the converted value.
  before: "$ref",
  modifying: true,
  errors: true,
  compile({ moved, all }: Rules, _, it) {
    const { type } = moved;
    const hasType = type === undefined ? undefined : it.self.compile({ type });
    const converts = it.opts.coerceTypes === true && hasType !== undefined;
    const isText = [type].flat().includes("string");
    const validate: DataValidateFunction = (given, at) => {
      let value = converts && !isText ? integerOf(given) : given;
      if (typeof value === "bigint") {
        if (at !== undefined) at.parentData[at.parentDataProperty] = value;
      } else if (hasType?.(given, at) === false) {
        validate.errors = hasType.errors ?? [];
        return false;
      } else if (converts && at !== undefined) value = at.parentData[at.parentDataProperty];
      validate.errors = faultsOf(value, typeof value === "bigint" || value !== given ? all : moved);
      return validate.errors.length === 0;
    };
    return validate;
  },
};

/** Returns the value of a text of digits. */
function integerOf(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+$/.test(value) ? exactInteger(value) : value;
}

function faultsOf(value: unknown, rules: SchemaObject): Fault[] {
  return Object.entries(rules).flatMap(([keyword, rule]) => RULES[keyword]?.(value, rule) ?? []);
}

/** Returns the fault of a value by a keyword's value, or undefined if there is none. */
// biome-ignore lint/suspicious/noExplicitAny: the value has been checked when the document was compiled.
type Rule = (value: unknown, rule: any) => Fault | undefined;

const RULES: Record<string, Rule> = {
  /** Of a bigint. The validator checks the types of other values. */
  type(value, type: string | string[]) {
    if (typeof value !== "bigint") return undefined;
    const types = [type].flat();
    if (types.includes("integer") || types.includes("number")) return undefined;
    return { keyword: "type", message: `must be ${types.join(",")}`, params: { type } };
  },
  enum(value, allowedValues: unknown[]) {
    if (allowedValues.some((allowed) => isDeepStrictEqual(allowed, value))) return undefined;
    const message = "must be equal to one of the allowed values";
    return { keyword: "enum", message, params: { allowedValues } };
  },
  const(value, allowedValue: unknown) {
    if (isDeepStrictEqual(value, allowedValue)) return undefined;
    return { keyword: "const", message: "must be equal to constant", params: { allowedValue } };
  },
  minimum: limit("minimum", ">=", (value, least) => value >= least),
  exclusiveMinimum: limit("exclusiveMinimum", ">", (value, least) => value > least),
  maximum: limit("maximum", "<=", (value, most) => value <= most),
  exclusiveMaximum: limit("exclusiveMaximum", "<", (value, most) => value < most),
  multipleOf(value, step: number | bigint) {
    if (!isNumeric(value) || isMultiple(value, step)) return undefined;
    return {
      keyword: "multipleOf",
      message: `must be multiple of ${step}`,
      params: { multipleOf: step },
    };
  },
  /** The limits of a format, as Prism reports them. */
  format(value, format: string) {
    const [least, greatest] = LONG_FORMATS.get(format) ?? FORMAT_LIMITS.get(format) ?? [];
    return least === undefined
      ? undefined
      : (RULES.minimum?.(value, least) ?? RULES.maximum?.(value, greatest));
  },
};

function limit(
  keyword: string,
  comparison: string,
  allows: (value: number | bigint, bound: number | bigint) => boolean,
): Rule {
  return (value, bound: number | bigint) => {
    if (!isNumeric(value) || allows(value, bound)) return undefined;
    return {
      keyword,
      message: `must be ${comparison} ${bound}`,
      params: { comparison, limit: bound },
    };
  };
}
