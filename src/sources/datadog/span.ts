import { and, didYouMean, UserError } from "../../problem.ts";
import type { DatadogApi, Progress } from "./api.ts";
import { hitsOfSpans, listSpans } from "./metrics.ts";
import { NAME_TAG, type NamesAmong } from "./names.ts";
import { type Scope, scopeFilter } from "./query.ts";
import type { Row, Window } from "./scalar.ts";

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
  if (only === undefined) throw await noSpans(api, window, scope, progress);
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

/** Returns the error for a service without trace metrics, with the nearest service that has some. */
async function noSpans(
  api: DatadogApi,
  window: Window,
  { service, env }: Scope,
  progress: Progress,
): Promise<UserError> {
  const place = env === undefined ? "" : ` in env:${env}`;
  const spans = await listSpans(api, window, undefined, progress);
  const services = await servicesOf(api, window, spans, progress);
  return new UserError([
    {
      where: "--datadog-service",
      what: `Datadog has no trace metrics of service:${service}${place} in this window${known(services)}`,
      fix: didYouMean(service, services) ?? "Is the service traced, and this the right --env?",
    },
  ]);
}

/** Returns the services that have requests of these spans. */
export async function servicesOf(
  api: DatadogApi,
  window: Window,
  spans: readonly string[],
  progress: Progress,
): Promise<string[]> {
  const hits = await hitsOfSpans(api, window, spans, "*", ["service"], progress);
  const rows = [...hits.values()].flat();
  return [...new Set(rows.map(({ tags }) => tags.service ?? ""))].sort();
}

/** Returns `: it has catalog, orders and shop`, of many only the first. */
export function known(names: readonly string[]): string {
  const LISTED = 10;
  if (names.length === 0) return "";
  const some = names.slice(0, LISTED);
  const rest = names.length - some.length;
  return `: it has ${rest === 0 ? and(some) : `${some.join(", ")} and ${rest} more`}`;
}

export function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
