import type { ProblemKind } from "./problems.ts";
import type { Violation } from "./violation.ts";

/** Why a request is not answered with success, and how to say so. */
export interface Refusal {
  /** Statuses that the document may have a reply for, best first. */
  statuses: readonly number[];
  /** Whether a `4XX` or `default` reply of the document says it as well. */
  broad: boolean;
  /** What is answered where the document has no reply. */
  problem: { kind: ProblemKind; detail: string; members?: Record<string, unknown> };
  /** Headers of the answer either way, names and values in turn. */
  headers: string[];
}

/** @param challenge for `WWW-Authenticate` */
export function unauthorized(challenge: string): Refusal {
  return {
    statuses: [401],
    broad: false,
    problem: {
      kind: "UNAUTHORIZED",
      detail: `The request has not the credentials that the operation asks for: ${challenge}.`,
    },
    headers: ["www-authenticate", challenge],
  };
}

/** @param supported media types of the operation's body */
export function unsupportedType(contentType: string, supported: string[]): Refusal {
  return {
    statuses: [415, 422, 400],
    broad: false,
    problem: {
      kind: "INVALID_CONTENT_TYPE",
      detail: `The content type ${contentType} is not supported. Supported content types: ${supported.join(", ")}.`,
    },
    headers: [],
  };
}

/** A body that cannot be parsed as what its content type says. */
export function malformedBody(contentType: string, reason: string): Refusal {
  return {
    statuses: [400],
    broad: false,
    problem: { kind: "BAD_REQUEST", detail: `The body is not valid ${contentType}: ${reason}.` },
    headers: [],
  };
}

/** @param violations at least one */
export function invalidRequest(violations: Violation[]): Refusal {
  return {
    statuses: [422, 400],
    broad: true,
    problem: {
      kind: "UNPROCESSABLE_ENTITY",
      detail: `${violations.map(({ message }) => message).join(". ")}.`,
      members: { validation: violations },
    },
    headers: ["sl-violations", violationsHeader(violations)],
  };
}

/** Many clients refuse a response whose headers take more than 8 KB together. */
const LONGEST_HEADER = 4_000;

/** A document's own reply cannot say what was wrong, hence Prism's header. As many violations as fit, in ASCII. */
function violationsHeader(violations: Violation[]): string {
  let text = "";
  for (const { location, ...rest } of violations) {
    const entry = ascii(JSON.stringify({ location: ["request", ...location], ...rest }));
    if (text.length + entry.length > LONGEST_HEADER) break;
    text += text === "" ? entry : `,${entry}`;
  }
  return `[${text}]`;
}

function ascii(json: string): string {
  return json.replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
