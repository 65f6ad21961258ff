import { type Answer, createAnswer } from "./answer.ts";

/**
 * The kinds of problem (RFC 9457) in the server's own answers. Type URIs, titles and texts are those of Prism (see the
 * list of errors in its documentation), because clients and tests depend on them. Problems for which Prism has no type
 * are `about:blank`, with the phrase of the status as title.
 */
export const PROBLEM_KINDS = {
  NO_PATH_MATCHED_ERROR: { status: 404, title: "Route not resolved, no path matched" },
  NO_METHOD_MATCHED_ERROR: { status: 405, title: "Route resolved, but no method matched" },
  NO_SERVER_MATCHED_ERROR: { status: 404, title: "Route not resolved, no server matched" },
  NO_SERVER_CONFIGURATION_PROVIDED_ERROR: {
    status: 404,
    title: "Route not resolved, no server configuration provided",
  },
  NOT_FOUND: { status: 404, title: "The server cannot find the requested content" },
  NOT_ACCEPTABLE: {
    status: 406,
    title: "The server cannot produce a representation for your accept header",
  },
  INVALID_CONTENT_TYPE: { status: 415, title: "Invalid content type" },
  UNPROCESSABLE_ENTITY: { status: 422, title: "Invalid request" },
  UNAUTHORIZED: { status: 401, title: "Invalid security scheme used" },
  // Prism spells it like this.
  NO_RESPONSE_RESPONSE_DEFINED: {
    status: 500,
    title: "No response defined for the selected operation",
  },
  VIOLATIONS: { status: 500, title: "Request/Response not valid" },
  NO_COMPLEX_OBJECT_TEXT: { status: 500, title: "Cannot serialise complex objects as text" },
  SCHEMA_TOO_COMPLEX: { status: 500, title: "Schema too complex" },
  UNKNOWN: { status: 500, title: "Unknown" },
  BAD_REQUEST: { status: 400, title: "Bad Request" },
  CONTENT_TOO_LARGE: { status: 413, title: "Content Too Large" },
  INTERNAL_ERROR: { status: 500, title: "Internal Server Error" },
  QUEUE_FULL: { status: 503, title: "Service Unavailable" },
} as const;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

const WITHOUT_TYPE: readonly ProblemKind[] = [
  "BAD_REQUEST",
  "CONTENT_TOO_LARGE",
  "INTERNAL_ERROR",
  "QUEUE_FULL",
];

/** Returns the type URI of a kind. */
export function problemType(kind: ProblemKind): string {
  return WITHOUT_TYPE.includes(kind) ? "about:blank" : `https://stoplight.io/prism/errors#${kind}`;
}

/**
 * Creates an answer with a problem as its body.
 *
 * @param detail what is wrong with this request, in sentences
 * @param members more members of the body; a title overrides that of the kind
 * @param headers alternating names and values
 */
export function problemAnswer(
  kind: ProblemKind,
  detail: string,
  members: Record<string, unknown> = {},
  headers: string[] = [],
): Answer {
  const { status, title } = PROBLEM_KINDS[kind];
  const body = JSON.stringify({ type: problemType(kind), title, status, detail, ...members });
  return createAnswer(status, headers, {
    type: "application/problem+json",
    bytes: Buffer.from(body),
  });
}
