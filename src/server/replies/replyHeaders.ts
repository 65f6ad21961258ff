import type { Reply, ReplyHeader } from "../../openapi/table/table.ts";
import type { MakeValue } from "../values/makeValue.ts";

/**
 * Returns the headers that a reply declares, by names in lower case, with their examples, or else values made from
 * their schemas. Headers about the transfer of the body and about CORS are left out, because the server makes them
 * itself.
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

/** As in Prism, a header without a schema is null, and so is a made value that is neither a text nor a number. */
function headerValue({ example, schema }: ReplyHeader, makeValue: MakeValue): unknown {
  if (schema === undefined) return null;
  if (example !== undefined) return example;
  const made = makeValue(schema);
  return typeof made === "string" || typeof made === "number" ? made : null;
}
