import { received } from "../../problem.ts";
import { type Answer, createAnswer } from "../http/answer.ts";
import { problemAnswer } from "../http/problems.ts";
import { fineText } from "../measure/fineText.ts";
import { isExpected, matchingEntries } from "../measure/journal.ts";
import { prometheusText } from "../measure/metrics.ts";
import type { OwnServer, OwnSite } from "./ownServer.ts";
import { renderPage } from "./page.ts";

/** A request for one of the server's own paths. */
export interface OwnRequest {
  state: OwnServer;
  /** The mock at the request's place; undefined if no mock is served there. */
  site: OwnSite | undefined;
  method: string;
  path: string;
  /** As it is on the wire. */
  query: string;
}

/** Path of the page that lists a mock's routes, within the place where the mock is served. */
export const ROUTES_PAGE = "/_understudy/";

/**
 * Whether a path belongs to the server itself. Only paths below `/_understudy/` do, so that they hide no path of a
 * document.
 */
export function isOwnPath(path: string): boolean {
  return path === "/_understudy" || path.startsWith("/_understudy/");
}

/** Answers one of the server's own paths. They are neither delayed nor counted. */
export function ownAnswer(request: OwnRequest): Answer | Promise<Answer> {
  const { site, method, path } = request;
  if (path === "/_understudy") {
    return createAnswer(308, ["location", `${site?.prefix ?? ""}${ROUTES_PAGE}`]);
  }
  const page = PAGES.get(path);
  if (page === undefined) {
    return problemAnswer("NO_PATH_MATCHED_ERROR", `The server has no ${path} of its own.`, {
      available: [...PAGES.keys()],
    });
  }
  const answer = method === "HEAD" ? page.GET : page[method];
  if (answer !== undefined) return answer(request);
  const allowed = ["GET", "HEAD", ...Object.keys(page).filter((name) => name !== "GET")];
  return problemAnswer(
    "NO_METHOD_MATCHED_ERROR",
    `${path} answers ${allowed.join(", ")}, not ${method}.`,
    {},
    ["allow", allowed.join(", ")],
  );
}

type OwnPage = Record<string, (request: OwnRequest) => Answer | Promise<Answer>>;

const PAGES = new Map<string, OwnPage>([
  [ROUTES_PAGE, { GET: () => text(200, "text/html; charset=utf-8", renderPage()) }],
  [
    "/_understudy/healthz",
    {
      GET: ({ state: { draining } }) =>
        text(draining ? 503 : 200, "text/plain; charset=utf-8", draining ? "draining\n" : "ok\n"),
    },
  ],
  ["/_understudy/metrics", { GET: metricsPage }],
  ["/_understudy/routes.json", { GET: routesPage }],
  ["/_understudy/requests", { GET: requestsPage, DELETE: clearRequests }],
]);

/** Answers with the metrics for a scrape or, with `?buckets=fine`, with all that is known about the durations. */
async function metricsPage({ state, query }: OwnRequest): Promise<Answer> {
  const { metrics } = await state.gather();
  const isFine = new URLSearchParams(query).get("buckets") === "fine";
  const lines = isFine ? fineText(metrics, performance.timeOrigin) : prometheusText(...metrics);
  return text(200, "text/plain; version=0.0.4; charset=utf-8", lines);
}

/** Answers with the routes of the mock at the request's place, or else of the first mock. */
async function routesPage({ state, site = state.sites[0] }: OwnRequest): Promise<Answer> {
  const { metrics } = await state.gather();
  const index = site === undefined ? -1 : state.sites.indexOf(site);
  const report = site?.serving.report(metrics[index] ?? site.serving.metrics);
  return text(200, "application/json", JSON.stringify(report));
}

/**
 * Answers with the journal's requests that agree with the query (`route`, `method`, `status`, `path`, `service`): the
 * last `limit` of them, the newest last. With `expect` the status is 200 if their number is as expected, or else 409.
 */
async function requestsPage({ state, query }: OwnRequest): Promise<Answer> {
  const { journal } = await state.gather();
  if (journal === undefined) return journalOff();
  const { expect, limit = "100", ...members } = Object.fromEntries(new URLSearchParams(query));
  const unknown = Object.keys(members).find((name) => !JOURNAL_MEMBERS.includes(name));
  if (unknown !== undefined) {
    return problemAnswer(
      "BAD_REQUEST",
      `The journal is asked by ${JOURNAL_MEMBERS.join(", ")}, limit and expect, not by ${received(unknown)}.`,
    );
  }
  const found = matchingEntries(journal, members);
  const met = expect === undefined || isExpected(found.length, expect);
  if (met === undefined) {
    return problemAnswer(
      "BAD_REQUEST",
      `expect: a number or a range is wanted, such as "3", "1.." or "1..5", received ${received(expect)}.`,
    );
  }
  const requests = found.slice(Math.max(0, found.length - (Number(limit) || 0)));
  const body = JSON.stringify({ count: found.length, requests });
  return text(met ? 200 : 409, "application/json", body);
}

const JOURNAL_MEMBERS = ["route", "method", "status", "path", "service"];

async function clearRequests({ state }: OwnRequest): Promise<Answer> {
  if (state.journal === undefined) return journalOff();
  await state.clearJournals();
  return createAnswer(204, []);
}

function journalOff(): Answer {
  return problemAnswer(
    "NOT_FOUND",
    "No journal is kept. The server keeps one when it is started with --journal, or with JOURNAL in its environment.",
  );
}

function text(status: number, type: string, body: string): Answer {
  return createAnswer(status, ["cache-control", "no-store"], { type, bytes: Buffer.from(body) });
}
