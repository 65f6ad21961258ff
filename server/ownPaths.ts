import { type Answer, createAnswer } from "./answer.ts";
import { type Metrics, prometheusText } from "./metrics.ts";
import { renderPage } from "./page.ts";
import { problemAnswer } from "./problems.ts";
import type { Serving } from "./serving.ts";

export interface ServerState {
  serving: Serving;
  metrics: Metrics;
  /** Whether the server finishes what it has and takes nothing new. */
  draining: boolean;
}

/**
 * Whether a path is the server's own: everything under `/_understudy/` is, and nothing else, so that a document's
 * paths are never shadowed.
 */
export function isOwnPath(path: string): boolean {
  return path === "/_understudy" || path.startsWith("/_understudy/");
}

/** Answers one of the server's own paths. They are neither delayed nor counted. */
export function ownAnswer(method: string, path: string, state: ServerState): Answer {
  if (path === "/_understudy") return createAnswer(308, ["location", "/_understudy/"]);
  const page = PAGES.get(path);
  if (page === undefined) {
    return problemAnswer("NO_PATH_MATCHED_ERROR", `The server has no ${path} of its own.`, {
      available: [...PAGES.keys()],
    });
  }
  if (method !== "GET" && method !== "HEAD") {
    return problemAnswer(
      "NO_METHOD_MATCHED_ERROR",
      `${path} answers GET and HEAD, not ${method}.`,
      {},
      ["allow", "GET, HEAD"],
    );
  }
  return page(state);
}

const PAGES = new Map<string, (state: ServerState) => Answer>([
  ["/_understudy/", () => text(200, "text/html; charset=utf-8", renderPage())],
  [
    "/_understudy/healthz",
    ({ draining }) =>
      text(draining ? 503 : 200, "text/plain; charset=utf-8", draining ? "draining\n" : "ok\n"),
  ],
  [
    "/_understudy/metrics",
    ({ metrics }) => text(200, "text/plain; version=0.0.4; charset=utf-8", prometheusText(metrics)),
  ],
  [
    "/_understudy/routes.json",
    ({ serving }) => text(200, "application/json", JSON.stringify(serving.report())),
  ],
]);

function text(status: number, type: string, body: string): Answer {
  return createAnswer(status, ["cache-control", "no-store"], { type, bytes: Buffer.from(body) });
}
