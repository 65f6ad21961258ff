import { parseJson } from "../exactJson.ts";
import { received } from "../problem.ts";
import { type Context, expectMembers, report } from "./context.ts";
import { share } from "./dialect/shared.ts";
import {
  child,
  isAbsent,
  isMapping,
  type Mapping,
  members,
  type Node,
  textAt,
} from "./document/node.ts";
import { resolve } from "./reference.ts";
import { compileSchema, schemaExample } from "./schema.ts";
import type { Example, Media, ReplyHeader } from "./table/table.ts";

/** Compiles the `content` of a request body or a response (3.x): one entry for each media type. */
export function compileContent(context: Context, content: Node): Media[] {
  return expectMembers(context, content).map((node) => {
    const type = node.key ?? "";
    const media = resolve(context, node);
    return media ? compileMedia(context, type, media) : { type, examples: [] };
  });
}

/**
 * Returns the single `example` (which may be null) or else that of the schema, named `default`; then named examples.
 */
function compileExamples(context: Context, type: string, node: Node): Example[] {
  const single = child(node, "example");
  const named = expectMembers(context, child(node, "examples")).flatMap((member) => {
    const example = compileExample(context, type, member);
    return example ? [example] : [];
  });
  if (single.value !== undefined) return [{ name: "default", value: single.value }, ...named];
  const ofSchema = defaultExample(context, child(node, "schema"));
  return ofSchema === undefined ? named : [ofSchema, ...named];
}

/** Returns the example of a schema. If the schema is shared, so is the example. */
function defaultExample(context: Context, schema: Node): Example | undefined {
  const example = schemaExample(context, schema);
  if (example === undefined) return undefined;
  const isOwn = [example.parent, example.parent?.parent].some((at) => at?.value === schema.value);
  if (isOwn) return { name: "default", value: example.value };
  return {
    name: "default",
    ref: share(context.examples, { ...example, value: { value: example.value } }),
  };
}

/** Returns the value of the first example that is inside the document. */
export function firstExampleValue(context: Context, node: Node): { example?: unknown } {
  const single = child(node, "example");
  if (!isAbsent(single)) return { example: single.value };
  for (const member of members(child(node, "examples"))) {
    const value = exampleData(resolve(context, member) ?? member);
    if (value !== undefined) return { example: value };
  }
  return {};
}

/** Compiles the examples that operations share. */
export function compileSharedExamples(context: Context): Record<string, unknown> {
  const values = context.examples.waiting.map(({ name, node }) => [name, exampleData(node)]);
  return Object.fromEntries(values.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function compileMedia(context: Context, type: string, node: Node): Media {
  const encoding = compileEncoding(context, child(node, "encoding"));
  return {
    type,
    ...compileBodySchema(context, node),
    examples: compileExamples(context, type, node),
    ...(encoding && { encoding }),
  };
}

function compileBodySchema(context: Context, node: Node): Pick<Media, "schema" | "isStream"> {
  const schema = child(node, "schema");
  const item = child(node, "itemSchema");
  const whole = schema.value === undefined ? undefined : compileSchema(context, schema);
  if (item.value === undefined) return whole === undefined ? {} : { schema: whole };
  const list = { type: "array", items: compileSchema(context, item) };
  return { schema: whole === undefined ? list : { ...list, allOf: [whole] }, isStream: true };
}

function compileExample(context: Context, type: string, member: Node): Example | undefined {
  const name = member.key ?? "";
  const example = resolve(context, member);
  if (example === undefined) return undefined;
  const summary = textAt(example, "summary");
  const described = { name, ...(summary !== undefined && { summary }) };
  const external = textAt(example, "externalValue");
  const data = exampleData(example);
  const text = textAt(example, "serializedValue");
  if (text !== undefined && (data === undefined || !isJson(type))) {
    return {
      ...described,
      value: data === undefined && isJson(type) ? parsed(context, example, text) : text,
    };
  }
  if (data !== undefined) {
    return example === member
      ? { ...described, value: data }
      : { ...described, ref: share(context.examples, example) };
  }
  if (external !== undefined) return { ...described, external };
  // An example with only a name or a description is allowed, but has no value to serve.
  if (isMapping(example.value) && Object.keys(example.value).every(isDescription)) return undefined;
  const what = `expected an example with "value" or "externalValue", received ${received(example.value)}`;
  return report(context, example, what);
}

function isDescription(key: string): boolean {
  return key === "summary" || key === "description" || key.startsWith("x-");
}

/**
 * Returns the value of an example as data, which has another key in 3.2. There it may also have the text that is sent
 * (`serializedValue`), alone or beside the data.
 */
export function exampleData(example: Node): unknown {
  const { value } = child(example, "value");
  return value === undefined ? child(example, "dataValue").value : value;
}

/** Returns the value of a text in JSON. Any other text is reported, and is the value itself. */
function parsed(context: Context, example: Node, text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    const what = `"serializedValue": expected JSON, received ${received(text)}`;
    report(context, child(example, "serializedValue"), what);
    return text;
  }
}

function isJson(type: string): boolean {
  return /^[^;]*[/+]json\s*(;|$)/i.test(type);
}

/** OpenAPI describes the type of a part elsewhere. */
function compilePartHeaders(context: Context, headers: Node): ReplyHeader[] {
  return expectMembers(context, headers).flatMap((node) => {
    const name = node.key ?? "";
    const header = resolve(context, node);
    if (header === undefined || name.toLowerCase() === "content-type") return [];
    const schema = child(header, "schema");
    return {
      name,
      required: child(header, "required").value === true,
      ...(schema.value !== undefined && { schema: compileSchema(context, schema) }),
    };
  });
}

function compileEncoding(context: Context, node: Node): Media["encoding"] {
  const properties = members(node).map((property): [string, Mapping] => {
    const { contentType, style, explode, allowReserved } = isMapping(property.value)
      ? property.value
      : {};
    const headers = compilePartHeaders(context, child(property, "headers"));
    return [
      property.key ?? "",
      {
        ...(headers.length > 0 && { headers }),
        ...(typeof contentType === "string" && { contentType }),
        ...(typeof style === "string" && { style }),
        ...(typeof explode === "boolean" && { explode }),
        ...(allowReserved === true && { allowReserved }),
      },
    ];
  });
  return properties.length === 0 ? undefined : Object.fromEntries(properties);
}
