import { received } from "../problem.ts";
import { type Context, report } from "./context.ts";
import { compileContent } from "./media.ts";
import { child, isMapping, type Node, textAt } from "./node.ts";
import { swaggerForm } from "./parameter.ts";
import { resolve } from "./reference.ts";
import { compileKeywords, compileSchema } from "./schema.ts";
import type { Body, Media } from "./table.ts";

/** The request body of a 3.x operation. */
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

/** The request body of a 2.0 operation, made of its `body` parameter or of its `formData` parameters. */
export function compileSwaggerBody(
  context: Context,
  parameters: Node[],
  consumes: string[],
): Body | undefined {
  const body = parameters.find((node) => textAt(node, "in") === "body");
  if (body) {
    const schema = child(body, "schema");
    const compiled = schema.value === undefined ? {} : { schema: compileSchema(context, schema) };
    const types = consumes.length === 0 ? ["application/json"] : consumes;
    return {
      required: isRequired(body),
      content: types.map((type) => ({ type, ...compiled, examples: [] })),
    };
  }
  const fields = parameters.filter((node) => textAt(node, "in") === "formData");
  return fields.length === 0 ? undefined : compileForm(context, fields, consumes);
}

const FORM_TYPES = ["multipart/form-data", "application/x-www-form-urlencoded"];

function compileForm(context: Context, fields: Node[], consumes: string[]): Body {
  const hasFile = fields.some((field) => textAt(field, "type") === "file");
  const usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  const declared = consumes.filter((type) => FORM_TYPES.includes(type));
  const required = fields.filter(isRequired).map(nameOf);
  const schema = {
    type: "object",
    properties: Object.fromEntries(
      fields.map((field) => [nameOf(field), fieldSchema(context, field)]),
    ),
    ...(required.length > 0 && { required }),
  };
  const lists = fields.filter((field) => textAt(field, "type") === "array");
  const encoding = Object.fromEntries(
    lists.map((field) => [nameOf(field), swaggerForm(field, "query")]),
  );
  const content = (declared.length === 0 ? [usual] : declared).map(
    (type): Media => ({
      type,
      schema,
      examples: [],
      ...(lists.length > 0 && { encoding }),
    }),
  );
  return { required: required.length > 0, content };
}

function fieldSchema(context: Context, field: Node) {
  const value = isMapping(field.value) ? field.value : {};
  return compileKeywords(context, field, value, ["required", "examples"]);
}

function isRequired(node: Node): boolean {
  return child(node, "required").value === true;
}

function nameOf(node: Node): string {
  return textAt(node, "name") ?? "";
}
