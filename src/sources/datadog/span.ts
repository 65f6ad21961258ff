import { and, UserError } from "../../problem.ts";
import type { Window } from "../dailyWindows.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsOfSpans, listSpans } from "./metrics.ts";
import { NAME_TAG, type NamesAmong } from "./names.ts";
import { whyNoSpans } from "./nothing.ts";
import { type Scope, scopeFilter } from "./query.ts";
import type { Row } from "./scalar.ts";
import { sum } from "./sum.ts";

/** Spans that serve no request, by the last word of their names: of databases, caches, middlewares and sockets. */
const INNER = new Set([
  "query",
  "command",
  "execute",
  "middleware",
  "connect",
  "lookup",
  "produce",
  "consume",
  "send",
  "render",
]);

interface Candidate {
  span: string;
  requests: number;
  /** Requests whose names are those of operations. */
  explained: number;
  example: string;
}

/**
 * Finds the span whose resources are the document's operations: `express.request`, `servlet.request`.
 *
 * @throws {UserError} if there is none, or more than one
 */
export async function findSpan(
  api: DatadogApi,
  window: Window,
  scope: Scope,
  among: NamesAmong,
  progress: Progress,
): Promise<string> {
  const spans = await listSpans(api, window, scope, progress);
  const outer = spans.filter((span) => !INNER.has(span.split(/[._]/).at(-1) ?? ""));
  const [only, ...others] = outer;
  if (only === undefined) throw await whyNoSpans(api, window, scope, progress);
  if (others.length === 0) return only;
  const filter = scopeFilter(scope);
  const hits = await hitsOfSpans(api, window, outer, filter, [NAME_TAG], progress);
  const candidates = [...hits].map(([span, rows]) => candidateOf(span, rows, among));
  const explaining = candidates.filter(({ explained }) => explained > 0);
  const [found, ...more] = explaining;
  if (found !== undefined && more.length === 0) return found.span;
  throw choose(scope, explaining.length > 0 ? explaining : candidates, explaining.length > 0);
}

function candidateOf(span: string, rows: readonly Row[], among: NamesAmong): Candidate {
  const requests = new Map<string, number>();
  for (const { tags, values } of rows) {
    requests.set(tags[NAME_TAG] ?? "", values[0] ?? 0);
  }
  const { routesOf } = among(requests.keys());
  const sorted = [...requests].sort(([, a], [, b]) => b - a);
  return {
    span,
    requests: sum(sorted.map(([, count]) => count)),
    explained: sum(sorted.map(([name, count]) => (routesOf(name).length > 0 ? count : 0))),
    example: sorted[0]?.[0] ?? "",
  };
}

function choose(scope: Scope, candidates: readonly Candidate[], explain: boolean): UserError {
  const listed = [...candidates]
    .filter(({ requests }) => requests > 0)
    .sort((a, b) => b.requests - a.requests)
    .map(({ span, requests, example }) => `${span} (${requests} requests, most of ${example})`);
  const what = explain
    ? `several spans of service:${scope.service} have the document's operations as resources: ${and(listed)}`
    : `no span of service:${scope.service} has the document's operations as resources: there ${listed.length === 0 ? "are no requests" : `is ${and(listed)}`}`;
  const fix = explain
    ? "Name the span that serves the requests with --span."
    : "Name the span that serves the requests with --span, and its resources in latency.names of the stack.";
  return new UserError([{ where: "--span", what, fix }]);
}
