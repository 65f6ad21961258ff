import type { Example, RouteTable } from "../../openapi/table/table.ts";
import { type Answer, createAnswer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";
import { serialise, Unserialisable } from "../http/serialise.ts";
import type { MakeValue } from "../values/makeValue.ts";
import { withRealStatus } from "./problemStatus.ts";
import { type ReplyHeaders, replyHeaders } from "./replyHeaders.ts";
import type { Selected } from "./selectReply.ts";
import { longStream, streamItems } from "./stream.ts";

/** The content of a reply of the document, before it is serialised. */
export interface ReplyContent {
  status: number;
  headers: ReplyHeaders;
  /** Content type; undefined if none is sent. */
  type: string | undefined;
  /** Undefined if there is no body. */
  body: unknown;
  /** Whether `body` is a list, or its text, whose items are sent one by one. */
  isStream: boolean;
}

/**
 * Returns the content of a reply: its headers, and as body the selected example, or else a value made from its schema.
 *
 * @param ignoreExamples makes the body from the schema even if there is an example
 * @throws Error if the schema cannot be followed
 */
export function replyContent(
  { reply, status, type, example, schema, isStream = false }: Selected,
  table: RouteTable,
  makeValue: MakeValue,
  ignoreExamples: boolean,
): ReplyContent {
  const headers = replyHeaders(reply, makeValue);
  const given = ignoreExamples ? undefined : exampleValue(example, table);
  const made = isStream ? longStream(schema) : schema;
  const found = given === undefined && made !== undefined ? makeValue(made) : given;
  const body = isStream ? listOf(found) : found;
  const isForOneStatus = /^\d+$/.test(reply.status);
  return {
    status,
    headers,
    type,
    body: isForOneStatus ? body : withRealStatus(body, type, status),
    isStream,
  };
}

/** Returns the items of a stream's example, which may also be a single item. A text is the whole stream. */
function listOf(found: unknown): unknown {
  return found === undefined || typeof found === "string" || Array.isArray(found) ? found : [found];
}

/** @param extra more headers, as alternating names and values; the reply's own headers take precedence */
export function replyAnswer(
  { status, headers, type, body, isStream }: ReplyContent,
  extra: readonly string[],
): Answer {
  const own = new Set(headers.lines.filter((_, i) => i % 2 === 0));
  const added = extra.filter((_, i) => !own.has(extra[i - (i % 2)] ?? ""));
  const all = [...headers.lines, ...added];
  if (type === undefined) return createAnswer(status, all);
  try {
    const items = isStream ? streamItems(body, type) : undefined;
    return createAnswer(
      status,
      all,
      items ? { type, items } : { type, bytes: serialise(body, type) },
    );
  } catch (error) {
    if (!(error instanceof Unserialisable)) throw error;
    return error.asText
      ? problemAnswer("NO_COMPLEX_OBJECT_TEXT", error.message, {}, all)
      : problemAnswer("UNKNOWN", "", { title: error.message }, all);
  }
}

/** Returns undefined for an example outside the document, which cannot be served. */
function exampleValue(example: Example | undefined, { examples }: RouteTable): unknown {
  if (example === undefined || "external" in example) return undefined;
  return "ref" in example ? examples[example.ref] : example.value;
}
