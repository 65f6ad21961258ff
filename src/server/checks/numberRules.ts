import { _, type Ajv2020, type FormatDefinition, str } from "ajv/dist/2020.js";
import { isMultiple } from "../../decimal.ts";
import { LONG_FORMATS } from "../../openapi/dialect/formatLimits.ts";
import { exactKeyword } from "./exactKeyword.ts";

/** Changes how a validator checks numbers: to all their digits, and as decimals. */
export function addNumberRules(ajv: Ajv2020): void {
  for (const [name, limits] of LONG_FORMATS) ajv.addFormat(name, longFormat(limits));
  ajv.removeKeyword("multipleOf");
  ajv.addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    validate: (step: number, value: number) => isMultiple(value, step),
    errors: false,
    error: {
      message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
      params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
    },
  });
  ajv.addKeyword(exactKeyword);
}

/** Integers beyond the safe ones of JavaScript are bigints, but a number with an exponent (`1e18`) may be one too. */
function longFormat([least, greatest]: readonly [bigint, bigint]): FormatDefinition<number> {
  return {
    type: "number",
    validate: (value) => Number.isInteger(value) && value >= least && value <= greatest,
  };
}
