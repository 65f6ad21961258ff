import type { Media, Reply, Route, RouteTable } from "../routes/table.ts";
import { isForm, type MediaType, parseMediaType, subtypeFits } from "./mediaType.ts";
import { createParameterReader } from "./parameters.ts";
import type { ReplyContent } from "./reply.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { missing, type Violation } from "./violation.ts";

/**
 * Checks what a reply says against what the document says of it: an example may not be what its schema allows.
 *
 * @param checks of the replies' schemas
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
      ...checkBody(content, reply.content, checks),
      ...checkHeaders(content.headers, reply, table, checks),
    ];
  };
}

/** The reply that speaks of a status most exactly. */
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
  if (type === undefined || !isForm(type)) return checks(media.schema)(body, "body", []);
  // A form's own text is not taken apart: nobody writes one as an example of an object.
  if (typeof body === "string") return [];
  return [{ severity: "Error", code: "422", message: "Target is not a string" }];
}

function checkHeaders(
  headers: string[],
  reply: Reply,
  table: RouteTable,
  checks: SchemaChecks,
): Violation[] {
  const given: Record<string, string> = Object.create(null);
  for (let i = 0; i < headers.length; i += 2) {
    const [name = "", text = ""] = headers.slice(i, i + 2);
    if (!NO_VALUES.has(text)) given[name] = text;
  }
  const source = { params: {}, fields: new Map(), headers: given };
  const lacking: Violation[] = [];
  const wrong: Violation[] = [];
  for (const { name, required, schema } of reply.headers) {
    const shape = { in: "header", name, style: "simple", explode: false } as const;
    const read = createParameterReader({ ...shape, ...(schema && { schema }) }, table.schemas);
    const value = read(source);
    const lowerName = name.toLowerCase();
    if (value !== undefined) {
      const check: SchemaCheck = checks(schema, "coerced");
      wrong.push(...check(value, "header", [lowerName]));
    } else if (required) {
      lacking.push(missing("Response", "header", lowerName));
    }
  }
  return [...lacking, ...wrong];
}

/** What Prism takes for a header that is not there. */
const NO_VALUES = new Set(["", "null", "false", "0"]);
