import { STATUS_CODES } from "node:http";
import { parseMediaType } from "../http/mediaType.ts";

/**
 * Returns a reply's body with the status that the reply is sent with, if the body is a problem that states another one.
 *
 * `default` and ranges such as `4XX` have one example for many statuses, so that a 401 would state `"status": 503`. In
 * a problem that is always wrong: RFC 9457, 3.1.2 requires the status of the response. In a body of any other type
 * `status` may mean anything, so it stays as the document has it. A title is replaced only if it is the standard phrase
 * of the stated status and the problem has no type (RFC 9457, 4.2.1); any other title describes the problem's type.
 */
export function withRealStatus(
  body: unknown,
  contentType: string | undefined,
  status: number,
): unknown {
  if (!isProblem(contentType) || !statesStatus(body) || body.status === status) return body;
  const isUntyped = body.type === undefined || body.type === "about:blank";
  const hasPhrase =
    isUntyped && body.title !== undefined && body.title === STATUS_CODES[body.status];
  return { ...body, status, ...(hasPhrase && { title: STATUS_CODES[status] }) };
}

interface StatedProblem {
  status: number;
  type?: unknown;
  title?: unknown;
}

function isProblem(contentType: string | undefined): boolean {
  const media = contentType === undefined ? undefined : parseMediaType(contentType);
  return media?.type === "application" && /^problem\+(json|xml)$/.test(media.subtype);
}

function statesStatus(body: unknown): body is StatedProblem {
  return (
    typeof body === "object" && body !== null && "status" in body && Number.isInteger(body.status)
  );
}
