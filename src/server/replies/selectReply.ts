import type { Example, Media, Reply, Route, Schema } from "../../openapi/table/table.ts";
import { PROBLEM_KINDS, type ProblemKind, problemType } from "../http/problems.ts";
import { negotiate } from "./negotiate.ts";

/** The selected reply to a request, and the source of its body. */
export interface Selected {
  reply: Reply;
  /** The status that is sent; a range or `default` does not determine it. */
  status: number;
  /** Content type; undefined if none is sent. */
  type: string | undefined;
  /** The body; undefined if it is made from the schema. */
  example: Example | undefined;
  schema: Schema | undefined;
  /** Whether the items of the body are sent one by one. */
  isStream?: boolean | undefined;
}

/** Why no reply could be selected. */
export interface Unselected {
  kind: ProblemKind;
  /** @default the title of the kind */
  title?: string;
  detail: string;
}

/** The choices of a client. */
export interface Wishes {
  accept: string | undefined;
  code: number | undefined;
  /** Name of an example. */
  example: string | undefined;
  /** Whether the client wants a random body instead of an example. */
  dynamic: boolean;
}

/**
 * Selects the reply to a valid request: the lowest 2xx (`2XX` comes last), or else `default`, or else the first one. If
 * the client asks for a code, it is the reply of that status, or of its range, or else `default`. If that reply cannot
 * be as the client wants it, the reply is selected as without a code.
 */
export function selectReply(route: Route, wishes: Wishes): Selected | Unselected {
  const { code } = wishes;
  const unspecified = () => {
    const found = successReply(route.responses);
    return found ? selectContent(route, found, wishes) : NO_REPLY;
  };
  if (!code) return unspecified();
  const found = isFinal(code)
    ? (replyForStatus(route.responses, code) ?? defaultReply(route.responses, code))
    : undefined;
  if (found === undefined) {
    const detail = `Requested status code ${code} is not defined in the document.`;
    return { kind: "NOT_FOUND", detail };
  }
  const wished = selectContent(route, found, wishes);
  if (isSelected(wished)) return wished;
  const instead = unspecified();
  if (isSelected(instead)) return instead;
  const reason = reasonOf(instead);
  const title = `${reason}. We tried default response, but we got ${reason}`;
  return { kind: "UNKNOWN", title, detail: "" };
}

/**
 * Selects the reply to an invalid request: the first of `statuses` that the document has, by itself or as a range, or
 * else `default` with the first of them. The content type is the first with an example, or else the first with a
 * schema. The Accept header is ignored, because the client must learn why its request is refused.
 *
 * @param example the name of an example that the client wants
 * @returns undefined if the document has no such reply
 */
export function selectRefusal(
  route: Route,
  statuses: readonly number[],
  example: string | undefined,
): Selected | Unselected | undefined {
  const [first = 0] = statuses;
  const found =
    firstOf(statuses, (status) => replyForStatus(route.responses, status)) ??
    defaultReply(route.responses, first);
  if (found === undefined) return undefined;
  const { content } = found.reply;
  const withExample = content.find((media) => media.examples.length > 0);
  if (withExample === undefined) {
    const media = content.find(({ schema }) => schema !== undefined);
    const { type, schema, isStream } = media ?? {};
    return { ...found, type, example: undefined, schema, isStream };
  }
  const chosen = example ? exampleNamed(withExample, example) : withExample.examples[0];
  if (chosen === undefined) return noExample(withExample, example ?? "");
  const { type, isStream } = withExample;
  return { ...found, type, example: chosen, schema: undefined, isStream };
}

export function isSelected(selection: Selected | Unselected): selection is Selected {
  return "reply" in selection;
}

/** Whether a status may end an exchange (RFC 9110, 15). With any other one, the client would wait for another answer. */
function isFinal(code: number): boolean {
  return code >= 200 && code <= 599;
}

interface Found {
  reply: Reply;
  status: number;
}

const NO_REPLY: Unselected = { kind: "NO_RESPONSE_RESPONSE_DEFINED", detail: "" };

function successReply(replies: Reply[]): Found | undefined {
  const [lowest] = replies
    .filter(({ status }) => /^2(\d\d|XX)$/.test(status))
    .toSorted((a, b) => (a.status < b.status ? -1 : 1));
  if (lowest !== undefined) return { reply: lowest, status: statusOf(lowest) };
  const [first] = replies.toSorted(byKey);
  return defaultReply(replies, 200) ?? (first && { reply: first, status: statusOf(first) });
}

/** Returns the status of a reply; that of a range is its first one. */
function statusOf({ status }: Reply): number {
  return Number(status.replaceAll(/x/gi, "0"));
}

/** Compares replies in the order of an object's keys in JavaScript: numbers first. */
function byKey(a: Reply, b: Reply): number {
  return rank(a) - rank(b);
}

function rank({ status }: Reply): number {
  return /^\d+$/.test(status) ? Number(status) : Number.MAX_SAFE_INTEGER;
}

function replyForStatus(replies: Reply[], status: number): Found | undefined {
  const text = String(status);
  const reply =
    replies.find((candidate) => candidate.status === text) ??
    replies.find((candidate) => candidate.status === `${text.charAt(0)}XX`);
  return reply && { reply, status };
}

function defaultReply(replies: Reply[], status: number): Found | undefined {
  const reply = replies.find((candidate) => candidate.status === "default");
  return reply && { reply, status };
}

function selectContent(route: Route, found: Found, wishes: Wishes): Selected | Unselected {
  const { content } = found.reply;
  const { accept } = wishes;
  const empty = { ...found, type: undefined, example: undefined, schema: undefined };
  if (route.method === "HEAD") return empty;
  if (content.length === 0) return accept ? empty : { ...empty, type: "text/plain" };
  const negotiated = negotiate(accept, content);
  if (negotiated === undefined) {
    if (found.status === 204 || accept?.includes("*/*")) return empty;
    return { kind: "NOT_ACCEPTABLE", detail: `Unable to find content for ${accept}` };
  }
  const { media, type } = negotiated;
  const body = selectBody(media, wishes);
  return "kind" in body ? body : { ...found, type, ...body, isStream: media.isStream };
}

function selectBody(
  media: Media,
  { example: name, dynamic }: Wishes,
): Pick<Selected, "example" | "schema"> | Unselected {
  const { schema } = media;
  if (name) {
    const example = exampleNamed(media, name);
    return example === undefined ? noExample(media, name) : { example, schema };
  }
  if (!dynamic) return { example: media.examples[0], schema };
  if (schema !== undefined) return { example: undefined, schema };
  const title = `Tried to force a dynamic response for: ${media.type} but schema is not defined.`;
  return { kind: "UNKNOWN", title, detail: "" };
}

function exampleNamed({ examples }: Media, name: string): Example | undefined {
  return examples.find((example) => example.name === name);
}

function noExample({ type }: Media, name: string): Unselected {
  const detail = `Response for contentType: ${type} and exampleKey: ${name} does not exist.`;
  return { kind: "NOT_FOUND", detail };
}

/** Returns the text of Prism's error. */
function reasonOf({ kind, title }: Unselected): string {
  if (kind === "UNKNOWN") return `Error: ${title}`;
  return `${problemType(kind)}: ${title ?? PROBLEM_KINDS[kind].title}`;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
