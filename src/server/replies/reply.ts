import type { Example, RouteTable } from "../../openapi/table/table.ts";
import { type Answer, createAnswer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";
import { serialise, Unserialisable } from "../http/serialise.ts";
import type { MakeValue } from "../values/makeValue.ts";
import { withRealStatus } from "./problemStatus.ts";
import { replyHeaders } from "./replyHeaders.ts";
import type { Selected } from "./selectReply.ts";

/** What a reply of the document says, before it is put into bytes. */
export interface ReplyContent {
  status: number;
  /** Those of the document, by their names in lower case, as what they are before they are text. */
  headers: ReadonlyMap<string, unknown>;
  /** Content type; undefined: none is sent. */
  type: string | undefined;
  /** Undefined: there is none. */
  body: unknown;
}

/**
 * Returns what a reply of the document says: its headers, and as body the selected example, else a value made from its
 * schema.
 *
 * @param ignoreExamples makes the body from the schema even if there is an example
 * @throws Error if the schema cannot be followed
 */
export function replyContent(
  { reply, status, type, example, schema }: Selected,
  table: RouteTable,
  makeValue: MakeValue,
  ignoreExamples: boolean,
): ReplyContent {
  const headers = replyHeaders(reply, makeValue);
  const given = ignoreExamples ? undefined : exampleValue(example, table);
  const body = given === undefined && schema !== undefined ? makeValue(schema) : given;
  const isForOneStatus = /^\d+$/.test(reply.status);
  return {
    status,
    headers,
    type,
    body: isForOneStatus ? body : withRealStatus(body, type, status),
  };
}

/** @param extra further headers, names and values in turn; the reply's own of the same names come before them */
export function replyAnswer(
  { status, headers, type, body }: ReplyContent,
  extra: readonly string[],
): Answer {
  const own = [...headers].flatMap(([name, value]) => [name, String(value)]);
  const added = extra.filter((_, i) => !headers.has(extra[i - (i % 2)] ?? ""));
  const all = [...own, ...added];
  if (type === undefined) return createAnswer(status, all);
  try {
    return createAnswer(status, all, { type, bytes: serialise(body, type) });
  } catch (error) {
    if (!(error instanceof Unserialisable)) throw error;
    return error.asText
      ? problemAnswer("NO_COMPLEX_OBJECT_TEXT", error.message, {}, all)
      : problemAnswer("UNKNOWN", "", { title: error.message }, all);
  }
}

/** One outside the document cannot be served. */
function exampleValue(example: Example | undefined, { examples }: RouteTable): unknown {
  if (example === undefined || "external" in example) return undefined;
  return "ref" in example ? examples[example.ref] : example.value;
}
