import type { Reply, ReplyHeader } from "../routes/table.ts";
import { generate } from "./generate.ts";
import type { SharedSchemas } from "./schemas.ts";
import { toText } from "./serialise.ts";

/**
 * The headers that a reply of the document declares, names and values in turn: their examples, else what their
 * schemas describe. Left out are those that the server makes itself, for it alone knows how the body is sent and
 * which origin asked.
 *
 * @param extra further headers; one that the reply declares wins over one of the same name
 */
export function replyHeaders(
  reply: Reply,
  shared: SharedSchemas,
  extra: readonly string[],
): string[] {
  const declared = reply.headers.flatMap((header) => {
    const name = header.name.toLowerCase();
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || isServers(name)) return [];
    const value = headerValue(header, shared);
    return value === undefined ? [] : [name, headerText(value)];
  });
  const added = extra.filter((_, i) => !declared.includes(extra[i - (i % 2)] ?? ""));
  return [...declared, ...added];
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

function headerValue(header: ReplyHeader, shared: SharedSchemas): unknown {
  if (header.example !== undefined) return header.example;
  if (header.schema === undefined) return undefined;
  try {
    return generate(header.schema, shared, "response");
  } catch {
    // A header is not worth the body's failure.
    return undefined;
  }
}

/** Style `simple`, the only one that headers have: `a,b` for a list, `key,value` pairs for an object. */
function headerText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(",");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([key, field]) => `${key},${toText(field)}`)
      .join(",");
  }
  return toText(value);
}
