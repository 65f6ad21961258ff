import type { Reply, ReplyHeader } from "../../openapi/table/table.ts";
import type { MakeValue } from "../values/makeValue.ts";

/**
 * The headers that a reply of the document declares, by their names in lower case: their examples, else what is made of
 * their schemas. Left out are those that the server makes itself, for it alone knows how the body is sent and which
 * origin asked.
 */
export function replyHeaders(reply: Reply, makeValue: MakeValue): Map<string, unknown> {
  return new Map(
    reply.headers.flatMap((header) => {
      const name = header.name.toLowerCase();
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || isServers(name)) return [];
      return [[name, headerValue(header, makeValue)]];
    }),
  );
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

/** As with Prism a header without schema is null, and so is what is made of a schema that is no text or number. */
function headerValue({ example, schema }: ReplyHeader, makeValue: MakeValue): unknown {
  if (schema === undefined) return null;
  if (example !== undefined) return example;
  const made = makeValue(schema);
  return typeof made === "string" || typeof made === "number" ? made : null;
}
