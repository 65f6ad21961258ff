import { hasLongInteger } from "../../exactJson.ts";
import type { Media, Reply, ReplyHeader, Route, RouteTable } from "../../openapi/table/table.ts";
import { createFormReader } from "../checks/form.ts";
import { createParameterReader } from "../checks/parameters.ts";
import type { SchemaCheck, SchemaChecks } from "../checks/schemaChecks.ts";
import { checkSequence } from "../checks/sequenceCheck.ts";
import { deprecated, missing, type Violation } from "../checks/violation.ts";
import {
  isForm,
  isMultipart,
  type MediaType,
  parseMediaType,
  subtypeFits,
} from "../http/mediaType.ts";
import { sequenceKind } from "../http/sequence.ts";
import type { ReplyContent } from "./reply.ts";

/**
 * Creates the check of an operation's replies: an example may violate its own schema.
 *
 * @param checks the checks of the schemas of replies
 */
export function createReplyCheck(
  route: Route,
  table: RouteTable,
  checks: SchemaChecks,
): (content: ReplyContent) => readonly Violation[] {
  return (content) => {
    const reply = replyOf(content.status, route.responses);
    if (reply === undefined) return [unknownStatus(content.status, route.responses)];
    return [
      ...checkType(content.type, reply.content),
      ...checkBody(content, reply.content, table, checks),
      ...checkHeaders(content.headers.values, reply, table, checks),
    ];
  };
}

/** Returns the most specific reply for a status. */
function replyOf(status: number, replies: Reply[]): Reply | undefined {
  const text = String(status);
  return replies
    .filter(
      (reply) =>
        reply.status === "default" ||
        (reply.status.length === text.length &&
          [...reply.status].every((digit, i) => digit === "X" || digit === text[i])),
    )
    .toSorted((a, b) => broadness(a) - broadness(b))[0];
}

function broadness({ status }: Reply): number {
  return status === "default" ? 4 : status.split("X").length;
}

function unknownStatus(status: number, replies: Reply[]): Violation {
  const known = replies.map((reply) => reply.status).join(",");
  return {
    severity: status >= 200 && status < 300 ? "Error" : "Warning",
    message: `Unable to match the returned status code with those defined in the document: ${known}`,
  };
}

function checkType(contentType: string | undefined, content: Media[]): Violation[] {
  if (content.length === 0) return [];
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  if (type !== undefined && content.some((media) => describes(media, type))) return [];
  const known = content.map((media) => media.type).join(", ");
  const ones = content.length > 1 ? "ones" : "one";
  const message = `The received media type "${contentType ?? ""}" does not match the ${ones} specified in the current response: ${known}`;
  return [{ severity: "Error", message }];
}

function describes(media: Media, type: MediaType): boolean {
  const described = parseMediaType(media.type);
  if (described === undefined || !subtypeFits(type, described)) return false;
  return [...described.parameters].every(([name, value]) => type.parameters.get(name) === value);
}

function checkBody(
  { type: contentType, body }: ReplyContent,
  content: Media[],
  table: RouteTable,
  checks: SchemaChecks,
): readonly Violation[] {
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  const media =
    (type &&
      content.find((candidate) => {
        const described = parseMediaType(candidate.type);
        return described !== undefined && subtypeFits(type, described);
      })) ??
    content[0];
  if (media?.schema === undefined) return [];
  const kind = type && sequenceKind(type);
  if (kind !== undefined) {
    const found = checkSequence(body, kind, media, table.schemas, checks);
    return found ?? checks(media.schema)(body, "body", []);
  }
  if (type === undefined || !isForm(type)) {
    const values = hasLongInteger(body) ? "with bigints" : "as they are";
    return checks(media.schema, values)(body, "body", []);
  }
  if (typeof body !== "string") {
    return [{ severity: "Error", code: "422", message: "Target is not a string" }];
  }
  const context = { shared: table.schemas, checks: () => () => [], part: "body" } as const;
  const form = createFormReader(media, context)(Buffer.from(body), type);
  if ("violations" in form) return form.violations;
  // Of a multipart form only the boundary in its type is checked, not its parts.
  return isMultipart(type) ? [] : checks(media.schema, "coerced")(form.value, "body", []);
}

/** As in Prism, a header with the value null, false, 0 or an empty text counts as absent. */
function checkHeaders(
  headers: ReadonlyMap<string, unknown>,
  reply: Reply,
  table: RouteTable,
  checks: SchemaChecks,
): Violation[] {
  const lacking: Violation[] = [];
  const wrong: Violation[] = [];
  const discouraged: Violation[] = [];
  for (const header of reply.headers) {
    const { name, required, schema } = header;
    const lowerName = name.toLowerCase();
    const given = headers.get(lowerName);
    if (given) {
      const check: SchemaCheck = checks(schema, "coerced");
      const isText = typeof given === "string" && header.contentType === undefined;
      const value = isText ? readText(given, header, table) : given;
      wrong.push(...check(value, "header", [lowerName]));
      if (header.deprecated) discouraged.push(deprecated("header", name));
    } else if (required) {
      lacking.push(missing("Response", "header", lowerName));
    }
  }
  return [...lacking, ...wrong, ...discouraged];
}

function readText(
  text: string,
  { name, schema, explode }: ReplyHeader,
  { schemas }: RouteTable,
): unknown {
  const shape = { in: "header", name, style: "simple", explode: explode === true } as const;
  const read = createParameterReader({ ...shape, ...(schema && { schema }) }, schemas);
  return read({ params: {}, fields: new Map(), headers: { [name.toLowerCase()]: text } });
}
