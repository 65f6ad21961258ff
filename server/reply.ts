import type { Media, Reply, RouteTable } from "../routes/table.ts";
import { type Answer, createAnswer } from "./answer.ts";
import { mediaValue } from "./mediaValue.ts";
import type { Negotiated } from "./negotiate.ts";
import { problemAnswer } from "./problems.ts";
import { replyHeaders } from "./replyHeaders.ts";
import type { Selected } from "./selectReply.ts";
import { serialise } from "./serialise.ts";

/**
 * The answer that a reply of the document gives: its headers, and as body the example that is asked for, else the
 * media's first example, else what its schema describes.
 *
 * @param negotiated undefined where the reply has no content
 * @param exampleName a name of the client's choice; the answer is a problem where there is none such
 * @param extra further headers, names and values in turn; the reply's own of the same names come before them
 */
export function replyAnswer(
  { reply, status }: Selected,
  negotiated: Negotiated | undefined,
  exampleName: string | undefined,
  table: RouteTable,
  extra: readonly string[] = [],
): Answer {
  if (exampleName !== undefined && !hasExample(negotiated?.media, exampleName)) {
    return missingExample(reply, exampleName);
  }
  const headers = replyHeaders(reply, table.schemas, extra);
  if (negotiated === undefined) return createAnswer(status, headers);

  const { media, type } = negotiated;
  try {
    const value = mediaValue(media, table, "response", exampleName);
    if (value === undefined) return createAnswer(status, headers);
    return createAnswer(status, headers, {
      type,
      bytes: serialise(value, type, media.schema, table.schemas),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problemAnswer(
      "SCHEMA_TOO_COMPLEX",
      `No ${type} body can be made from the schema of response ${reply.status}: ${reason}. Give it an example.`,
    );
  }
}

function hasExample(media: Media | undefined, name: string): boolean {
  return media?.examples.some((example) => example.name === name) === true;
}

function missingExample(reply: Reply, name: string): Answer {
  const available = reply.content.flatMap((media) => media.examples.map((example) => example.name));
  return problemAnswer("NOT_FOUND", `Response ${reply.status} has no example "${name}".`, {
    available: [...new Set(available)],
  });
}
