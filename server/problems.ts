import { type Answer, createAnswer } from "./answer.ts";

/**
 * Problem details (RFC 9457) of the server's own answers. Their type URIs and titles are Prism's, because clients
 * and tests exist that know them; see the error list of Prism's documentation. What Prism has no type for is
 * `about:blank`, whose title is the status phrase.
 */
const KINDS = {
  NO_PATH_MATCHED_ERROR: { status: 404, title: "Route not resolved, no path matched" },
  NO_METHOD_MATCHED_ERROR: { status: 405, title: "Route resolved, but no path matched" },
  NOT_FOUND: { status: 404, title: "The server cannot find the requested content" },
  NOT_ACCEPTABLE: {
    status: 406,
    title: "The server cannot produce a representation for your accept header",
  },
  INVALID_CONTENT_TYPE: { status: 415, title: "Invalid content type" },
  UNPROCESSABLE_ENTITY: { status: 422, title: "Invalid request" },
  UNAUTHORIZED: { status: 401, title: "Invalid security scheme used" },
  NO_SUCCESS_RESPONSE_DEFINED: {
    status: 500,
    title: "No successful response defined for the selected operation",
  },
  SCHEMA_TOO_COMPLEX: { status: 500, title: "Schema too complex" },
  BAD_REQUEST: { status: 400, title: "Bad Request" },
  CONTENT_TOO_LARGE: { status: 413, title: "Content Too Large" },
  INTERNAL_ERROR: { status: 500, title: "Internal Server Error" },
} as const;

export type ProblemKind = keyof typeof KINDS;

const WITHOUT_TYPE: readonly ProblemKind[] = ["BAD_REQUEST", "CONTENT_TOO_LARGE", "INTERNAL_ERROR"];

/**
 * A problem+json answer.
 *
 * @param detail what is wrong with this request, as sentences
 * @param members further members of the body
 * @param headers names and values in turn
 */
export function problemAnswer(
  kind: ProblemKind,
  detail: string,
  members: Record<string, unknown> = {},
  headers: string[] = [],
): Answer {
  const { status, title } = KINDS[kind];
  const type = WITHOUT_TYPE.includes(kind)
    ? "about:blank"
    : `https://stoplight.io/prism/errors#${kind}`;
  const body = JSON.stringify({ type, title, status, detail, ...members });
  return createAnswer(status, headers, {
    type: "application/problem+json",
    bytes: Buffer.from(body),
  });
}
