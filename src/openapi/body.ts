import { received } from "../problem.ts";
import { type Context, report } from "./context.ts";
import { child, isMapping, type Node, textAt } from "./document/node.ts";
import { compileContent } from "./media.ts";
import { resolve } from "./reference.ts";
import { compileKeywords, compileSchema } from "./schema.ts";
import type { Body, Encoding, Media, Schema } from "./table/table.ts";

/** Compiles the request body of a 3.x operation. */
export function compileBody(context: Context, operation: Node): Body | undefined {
  const written = child(operation, "requestBody");
  if (written.value === undefined) return undefined;
  const body = resolve(context, written);
  if (body === undefined) return undefined;
  if (!isMapping(body.value)) {
    return report(context, body, `expected a request body, received ${received(body.value)}`);
  }
  const required = child(body, "required").value === true;
  return { required, content: compileContent(context, child(body, "content")) };
}

/** Compiles the request body of a 2.0 operation from its `body` parameter or its `formData` parameters. */
export function compileSwaggerBody(
  context: Context,
  parameters: Node[],
  consumes: string[],
): Body | undefined {
  const body = parameters.find((node) => textAt(node, "in") === "body");
  if (body) {
    const schema = child(body, "schema");
    const compiled = schema.value === undefined ? {} : { schema: compileSchema(context, schema) };
    const types = consumes.filter((type) => !FORM_TYPES.includes(type));
    return {
      required: isRequired(body),
      // A document that does not say what it consumes means JSON.
      content: (types.length > 0 ? types : ["application/json"]).map((type) => ({
        type,
        ...compiled,
        examples: [],
      })),
    };
  }
  const fields = parameters.filter((node) => textAt(node, "in") === "formData");
  return fields.length === 0 ? undefined : compileForm(context, fields, consumes);
}

const FORM_TYPES = ["multipart/form-data", "application/x-www-form-urlencoded"];

function compileForm(context: Context, fields: Node[], consumes: string[]): Body {
  const hasFile = fields.some((field) => textAt(field, "type") === "file");
  const known = consumes.filter((type) => FORM_TYPES.includes(type));
  const usual = hasFile ? ["multipart/form-data"] : FORM_TYPES;
  const required = fields.filter(isRequired).map(nameOf);
  const schema = {
    type: "object",
    properties: Object.fromEntries(
      fields.map((field) => [nameOf(field), fieldSchema(context, field)]),
    ),
    ...(required.length > 0 && { required }),
  };
  const encodings = fields.flatMap((field) => {
    const isList = textAt(field, "type") === "array";
    const format = textAt(field, "collectionFormat") ?? (isList ? "csv" : "");
    const encoding = ENCODINGS.get(format);
    return encoding === undefined ? [] : [[nameOf(field), encoding]];
  });
  // A field says itself that the body is a form, whatever the operation consumes.
  const content = (known.length > 0 ? known : usual).map(
    (type): Media => ({
      type,
      schema,
      examples: [],
      ...(encodings.length > 0 && { encoding: Object.fromEntries(encodings) }),
    }),
  );
  return { required: false, content };
}

/** Returns the style that a `collectionFormat` (2.0) stands for. */
const ENCODINGS = new Map<string, Encoding>([
  ["csv", { style: "commaDelimited", explode: false }],
  ["ssv", { style: "spaceDelimited", explode: false }],
  ["pipes", { style: "pipeDelimited", explode: false }],
  ["tsv", { style: "tabDelimited", explode: false }],
  ["multi", { style: "form", explode: true }],
]);

/** `allowEmptyValue` decides about an empty text: by default the rest of the schema does, as in Prism. */
function fieldSchema(context: Context, field: Node): Schema {
  const value = isMapping(field.value) ? field.value : {};
  const schema = compileKeywords(context, field, value, ["required", "examples"]);
  const allowsEmpty = child(field, "allowEmptyValue").value;
  if (allowsEmpty === true) return { anyOf: [schema, { const: "" }] };
  const { minLength } = schema;
  const isText = schema.type === "string" && (minLength === undefined || minLength === 0);
  return allowsEmpty === false && isText ? { ...schema, minLength: 1 } : schema;
}

function isRequired(node: Node): boolean {
  return child(node, "required").value === true;
}

function nameOf(node: Node): string {
  return textAt(node, "name") ?? "";
}
