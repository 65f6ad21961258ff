import { received } from "../problem.ts";
import { type Context, expectMembers, report } from "./context.ts";
import { compileContent, firstExampleValue } from "./media.ts";
import { child, isMapping, members, type Node, textAt } from "./node.ts";
import { resolve } from "./reference.ts";
import { compileKeywords, compileSchema } from "./schema.ts";
import type { Media, Reply, ReplyHeader, Schema } from "./table.ts";

/**
 * The responses of an operation. One that cannot be found keeps its status and has no content.
 *
 * @param produces media types of a 2.0 operation
 */
export function compileReplies(context: Context, responses: Node, produces: string[]): Reply[] {
  const replies = members(responses).flatMap((node) => {
    const status = statusOf(node.key ?? "");
    if (status !== undefined) return [compileReply(context, node, status, produces)];
    if (!node.key?.startsWith("x-")) {
      report(
        context,
        node,
        `expected a status such as 200, 4XX or default, received ${received(node.key)}`,
      );
    }
    return [];
  });
  return replies.length === 0 ? [emptyReply("default")] : replies;
}

function emptyReply(status: string): Reply {
  return { status, description: "", headers: [], content: [] };
}

function statusOf(key: string): string | undefined {
  if (key === "default" || /^[1-5]\d\d$/.test(key)) return key;
  return /^[1-5]xx$/i.test(key) ? key.toUpperCase() : undefined;
}

function compileReply(context: Context, node: Node, status: string, produces: string[]): Reply {
  const response = resolve(context, node);
  if (response === undefined) return emptyReply(status);
  if (!isMapping(response.value)) {
    report(context, response, `expected a response, received ${received(response.value)}`);
    return emptyReply(status);
  }
  return {
    status,
    description: textAt(response, "description") ?? "",
    headers: compileHeaders(context, child(response, "headers")),
    content:
      context.version === "2.0"
        ? swaggerContent(context, response, produces)
        : compileContent(context, child(response, "content")),
  };
}

/** `Content-Type` is no header of a response by OpenAPI's own rule: the media type says it. */
function compileHeaders(context: Context, headers: Node): ReplyHeader[] {
  return expectMembers(context, headers).flatMap((node) => {
    const name = node.key ?? "";
    const header = resolve(context, node);
    if (header === undefined || name.toLowerCase() === "content-type") return [];
    const schema = headerSchema(context, header);
    return {
      name,
      required: child(header, "required").value === true,
      ...(schema !== undefined && { schema }),
      ...firstExampleValue(context, header),
    };
  });
}

function headerSchema(context: Context, header: Node): Schema | undefined {
  if (context.version === "2.0") {
    const value = isMapping(header.value) ? header.value : {};
    return compileKeywords(context, header, value, ["required", "examples"]);
  }
  const schema = child(header, "schema");
  if (schema.value !== undefined) return compileSchema(context, schema);
  return compileContent(context, child(header, "content"))[0]?.schema;
}

/** 2.0: one schema for all media types, and examples by media type. */
function swaggerContent(context: Context, response: Node, produces: string[]): Media[] {
  const schema = child(response, "schema");
  const examples = members(child(response, "examples"));
  if (schema.value === undefined && examples.length === 0) return [];
  const compiled = schema.value === undefined ? {} : { schema: compileSchema(context, schema) };
  const exampleTypes = examples.map((example) => example.key ?? "");
  const types = new Set([...produces, ...exampleTypes]);
  const isFile = textAt(schema, "type") === "file";
  if (types.size === 0) types.add(isFile ? "application/octet-stream" : "application/json");
  return [...types].map((type) => ({
    type,
    ...compiled,
    examples: examples
      .filter((example) => example.key === type)
      .map((example) => ({ name: "default", value: example.value })),
  }));
}
