import type { IncomingHttpHeaders } from "node:http";

import type { Answer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";
import { parseQuery } from "../http/query.ts";
import { readPreferences } from "./prefer.ts";

/** A request that no operation answers. */
export interface Unmatched {
  headers: IncomingHttpHeaders;
  method: string;
  path: string;
  query: string;
  /** Methods that the path has; empty where the document has no such path. */
  allowed: string[];
}

export function unmatchedAnswer({ headers, method, path, query, allowed }: Unmatched): Answer {
  const preferences = readPreferences(headers.prefer, parseQuery(query));
  if ("mistakes" in preferences) {
    return problemAnswer("UNPROCESSABLE_ENTITY", preferences.mistakes);
  }
  const route = `The route ${pathname(path)} has`;
  if (allowed.length === 0) {
    return problemAnswer(
      "NO_PATH_MATCHED_ERROR",
      `${route}n't been found in the specification file`,
    );
  }
  return problemAnswer(
    "NO_METHOD_MATCHED_ERROR",
    `${route} been matched, but it does not have "${method.toLowerCase()}" method defined`,
    {},
    ["allow", allowed.join(", ")],
  );
}

/** A path as Prism names it. */
function pathname(path: string): string {
  return URL.parse(path, "http://localhost")?.pathname ?? path;
}
