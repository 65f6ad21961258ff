import { parseJson, stringifyJson } from "../../exactJson.ts";
import type { Reply, ReplyHeader } from "../../openapi/table/table.ts";
import { isJson, parseMediaType } from "../http/mediaType.ts";
import { toText } from "../http/serialise.ts";
import type { MakeValue } from "../values/makeValue.ts";
import { parameterText } from "../values/parameterText.ts";

/** The headers that a reply declares. */
export interface ReplyHeaders {
  /** By names in lower case. */
  values: ReadonlyMap<string, unknown>;
  /** The header lines that are sent, as alternating names and values. */
  lines: string[];
}

/**
 * Returns the headers that a reply declares with their examples, or else with values made from their schemas. Headers
 * about the transfer of the body and about CORS are left out, because the server makes them itself.
 */
export function replyHeaders(reply: Reply, makeValue: MakeValue): ReplyHeaders {
  const values = new Map<string, unknown>();
  const lines: string[] = [];
  for (const header of reply.headers) {
    const name = header.name.toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || isServers(name)) continue;
    const value = headerValue(header, makeValue);
    values.set(name, value);
    for (const text of headerTexts(name, header, value)) lines.push(name, text);
  }
  return { values, lines };
}

const SERVERS = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function isServers(name: string): boolean {
  return SERVERS.has(name) || name.startsWith("access-control-");
}

function headerValue({ example, schema, contentType }: ReplyHeader, makeValue: MakeValue): unknown {
  if (schema === undefined) return null;
  const value = (example === undefined ? makeValue(schema) : example) ?? null;
  return contentType !== undefined && typeof value === "string"
    ? parsed(value, contentType)
    : value;
}

/** Returns the value of an example that is serialised already, or else the example itself. */
function parsed(text: string, contentType: string): unknown {
  try {
    return isJsonType(contentType) ? parseJson(text) : text;
  } catch {
    return text;
  }
}

function isJsonType(contentType: string): boolean {
  const type = parseMediaType(contentType);
  return type !== undefined && isJson(type);
}

/**
 * Returns the lines of a header: one in the style `simple`, or no line for a value that is null or an empty list (RFC
 * 6570, 2.3). As in Prism, a header without a schema, which OpenAPI does not allow, has the text `null`. Cookies cannot
 * share a line (RFC 9110, 5.3).
 */
function headerTexts(name: string, header: ReplyHeader, value: unknown): string[] {
  const { schema, contentType, explode = false, separator } = header;
  if (value === null) return schema === undefined ? ["null"] : [];
  if (contentType !== undefined) {
    return [isJsonType(contentType) ? (stringifyJson(value) ?? "") : toText(value)];
  }
  const given = withoutNull(value);
  if (name === "set-cookie") return cookies(given);
  if (isEmpty(given)) return [];
  if (separator !== undefined && Array.isArray(given)) return [given.map(toText).join(separator)];
  const shape = { in: "header", name, required: false, style: "simple", explode } as const;
  return [parameterText(shape, given, (text) => text)];
}

function cookies(value: unknown): string[] {
  if (typeof value === "string") return value.split(/[\r\n]+/).filter((line) => line !== "");
  if (Array.isArray(value)) return value.map(toText);
  if (typeof value !== "object" || value === null) return [toText(value)];
  return Object.entries(value).map(([name, text]) => `${name}=${toText(text)}`);
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
