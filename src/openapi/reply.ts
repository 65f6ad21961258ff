import { received } from "../problem.ts";
import { type Context, expectMembers, report } from "./context.ts";
import { child, isMapping, members, type Node, textAt } from "./document/node.ts";
import { compileContent, exampleData } from "./media.ts";
import { resolve } from "./reference.ts";
import { compileKeywords, compileSchema } from "./schema.ts";
import type { Example, Media, Reply, ReplyHeader } from "./table/table.ts";

/**
 * Compiles the responses of an operation. A response whose reference leads nowhere keeps its status, without content.
 * Responses 1xx are left out: they never end an exchange (RFC 9110, 15.2), so a client would wait for ever.
 *
 * @param produces the media types of a 2.0 operation
 */
export function compileReplies(context: Context, responses: Node, produces: string[]): Reply[] {
  let interim = false;
  const replies = members(responses).flatMap((node) => {
    const status = statusOf(node.key ?? "");
    if (status?.startsWith("1")) {
      interim = true;
      return [];
    }
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
  if (interim && replies.length === 0) {
    report(context, responses, "expected a final response such as 200, received only 1xx");
  }
  return replies;
}

function emptyReply(status: string): Reply {
  return { status, description: "", headers: [], content: [] };
}

function statusOf(key: string): string | undefined {
  return key === "default" || /^[1-5](\d\d|xx)$/i.test(key) ? key : undefined;
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
    description: textAt(response, "description") ?? textAt(response, "summary") ?? "",
    headers: compileHeaders(context, child(response, "headers")),
    content:
      context.version === "2.0"
        ? swaggerContent(context, response, produces)
        : compileContent(context, child(response, "content")),
  };
}

/** OpenAPI ignores a response header `Content-Type`, because the media type determines it. */
function compileHeaders(context: Context, headers: Node): ReplyHeader[] {
  return expectMembers(context, headers).flatMap((node) => {
    const name = node.key ?? "";
    const header = resolve(context, node);
    if (header === undefined || name.toLowerCase() === "content-type") return [];
    const [example] = context.version === "2.0" ? [] : headerExamples(context, header);
    return {
      name,
      required: child(header, "required").value === true,
      ...headerValue(context, header),
      ...(example !== undefined && { example: example.value ?? null }),
      ...(child(header, "deprecated").value === true && { deprecated: true }),
    };
  });
}

function headerValue(
  context: Context,
  header: Node,
): Pick<ReplyHeader, "schema" | "contentType" | "explode" | "separator"> {
  if (context.version === "2.0") {
    const value = isMapping(header.value) ? header.value : {};
    const schema = compileKeywords(context, header, value, ["required", "examples"]);
    const separator = SEPARATORS.get(textAt(header, "collectionFormat") ?? "");
    return {
      ...(Object.keys(schema).length > 0 && { schema }),
      ...(separator !== undefined && { separator }),
    };
  }
  const schema = child(header, "schema");
  const explode = child(header, "explode").value === true && { explode: true as const };
  if (schema.value !== undefined) return { schema: compileSchema(context, schema), ...explode };
  const [media] = compileContent(context, child(header, "content"));
  return media?.schema === undefined ? {} : { schema: media.schema, contentType: media.type };
}

const SEPARATORS = new Map([
  ["ssv", " "],
  ["tsv", "\t"],
  ["pipes", "|"],
]);

/** Returns examples in Prism's order: those of the `content` first, and a single one after the named ones. */
function headerExamples(context: Context, header: Node): { value?: unknown }[] {
  const [content] = members(child(header, "content"));
  return [content, header].flatMap((node) => {
    if (node === undefined) return [];
    const named = members(child(node, "examples")).map((member) => {
      const example = resolve(context, member) ?? member;
      return { value: exampleData(example) ?? textAt(example, "serializedValue") };
    });
    const single = child(node, "example");
    return single.value === undefined ? named : [...named, single];
  });
}

/**
 * Compiles the content of a 2.0 response: one schema for all media types, and examples by media type. Examples of a
 * media type that the operation does not have go to its first one. Without media types there is no content.
 */
function swaggerContent(context: Context, response: Node, produces: string[]): Media[] {
  const schema = child(response, "schema");
  const compiled = schema.value === undefined ? {} : { schema: compileSchema(context, schema) };
  const examples = swaggerExamples(context, response, schema);
  const content = produces
    .map((type) => ({
      type,
      ...compiled,
      examples: examples.filter(({ name }) => name === type),
    }))
    .filter((media) => media.examples.length > 0 || schema.value !== undefined);
  content[0]?.examples.push(...examples.filter(({ name }) => !produces.includes(name)));
  return content;
}

function swaggerExamples(context: Context, response: Node, schema: Node): Example[] {
  const own = child(response, "examples");
  if (isMapping(own.value)) {
    return members(own).map(({ key = "", value }) => ({ name: key, value }));
  }
  const holder = schema.value === undefined ? undefined : resolve(context, schema);
  if (holder === undefined) return [];
  const named = members(child(holder, "x-examples")).map(({ key = "", value }) => ({
    name: key,
    value,
  }));
  const single = child(holder, "example").value;
  return single === undefined
    ? named
    : [...named.filter(({ name }) => name !== "default"), { name: "default", value: single }];
}
