import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { load } from "js-yaml";

/** A problem that Prism makes by itself, without what `problems.yaml` says of all of its type. */
export interface StoryProblem {
  /** Without its URI. */
  type: string;
  title?: string;
  detail?: string;
  validation?: Violation[];
  /** Members of one type only. */
  [member: string]: unknown;
}

/** What was wrong with a request or an answer. */
export interface Violation {
  location?: string[];
  /** `Error` unless it says otherwise. */
  severity?: string;
  code?: string | number;
  message: string;
}

const URI = "https://stoplight.io/prism/errors#";
const KNOWN = load(readFileSync(join(import.meta.dirname, "problems.yaml"), "utf8")) as Record<
  string,
  object
>;

/** The body of a problem, as Prism sends it. */
export function wholeProblem({ type, validation, ...rest }: StoryProblem, status: number): object {
  return {
    type: URI + type,
    status,
    ...KNOWN[type],
    ...rest,
    ...(validation === undefined ? {} : { validation: wholeViolations(validation) }),
  };
}

export function wholeViolations(violations: readonly Violation[]): Violation[] {
  return violations.map((violation) => ({ severity: "Error", ...violation }));
}

/** The inverse of `wholeProblem`; nothing for what is no problem of Prism's with this status. */
export function shortProblem(body: unknown, status: number): StoryProblem | undefined {
  if (!isProblem(body)) return undefined;
  const { type: uri, status: _, validation, ...rest } = body;
  const type = uri.slice(URI.length);
  const known = new Map(Object.entries(KNOWN[type] ?? {}));
  const problem: StoryProblem = {
    type,
    ...Object.fromEntries(Object.entries(rest).filter(([key, value]) => known.get(key) !== value)),
    ...(validation === undefined ? {} : { validation: shortViolations(validation) }),
  };
  return isDeepStrictEqual(wholeProblem(problem, status), body) ? problem : undefined;
}

export function shortViolations(violations: readonly Violation[]): Violation[] {
  return violations.map(({ severity = "Error", ...rest }) =>
    severity === "Error" ? rest : { ...rest, severity },
  );
}

function isProblem(body: unknown): body is StoryProblem {
  return (
    typeof body === "object" &&
    body !== null &&
    "type" in body &&
    typeof body.type === "string" &&
    body.type.startsWith(URI)
  );
}
