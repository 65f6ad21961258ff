import { faultsOf } from "../latency/faults.ts";
import { type LatencyPlan, profileOf } from "../latency/plan.ts";
import type { Profile } from "../latency/profile.ts";
import { formatRate } from "../latency/rate.ts";
import type { Route, RouteKey, RouteTable } from "../openapi/table/table.ts";
import { tryRequest } from "../server/own/tryRequest.ts";
import type { Question } from "./question.ts";

/** A mock that is verified. */
export interface AskedMock {
  service: string;
  table: RouteTable;
  /** The delays of the service, wherever they are made. */
  latency: LatencyPlan;
  /** Without a slash at the end. */
  url: string;
  /** Who makes the delays where the requests go. */
  makes: "mesh" | "mock";
}

/** A route that is not asked, and why. */
export interface NotAsked {
  service: string;
  key: RouteKey;
  profile?: Profile;
  /** As a sentence without its full stop. */
  reason: string;
}

export interface Questions {
  questions: Question[];
  notAsked: NotAsked[];
}

/**
 * Returns a request for each route of a mock that has a delay. The requests are those of the mock's page: with required
 * parameters, credentials and a body, from the document's examples or made.
 *
 * @param only keys of the wanted routes; empty for all
 * @param rate requests per second over all routes
 */
export function questionsOf(mock: AskedMock, only: readonly RouteKey[], rate: number): Questions {
  const questions: Question[] = [];
  const notAsked: NotAsked[] = [];
  for (const route of mock.table.routes) {
    if (only.length > 0 && !only.includes(route.key)) continue;
    const { service } = mock;
    const { key } = route;
    const profile = profileOf(mock.latency, key);
    const reason = whyNot(route, profile, mock.latency, rate);
    if (profile === undefined || reason !== undefined) {
      notAsked.push({ service, key, ...(profile && { profile }), reason: reason ?? "" });
    } else {
      questions.push(questionOf(route, profile, mock));
    }
  }
  return { questions, notAsked };
}

function whyNot(
  { key, method }: Route,
  profile: Profile | undefined,
  { faults }: LatencyPlan,
  rate: number,
): string | undefined {
  if (profile === undefined) return "it has no delay";
  // Their answers have no end that a client could wait for, or no client can send them.
  if (UNASKED.includes(method)) return `clients cannot send ${method}`;
  const { capacity = Number.POSITIVE_INFINITY } = profile.load ?? {};
  if (rate > MOST_USED * capacity) {
    return `${formatRate(rate)} are too many for its capacity of ${formatRate(capacity)}: choose a lower --rate`;
  }
  const share = faultsOf(faults, key).reduce((sum, fault) => sum + fault.share, 0);
  return share > MOST_FAULTS ? "nearly all its answers are faults" : undefined;
}

/** Methods that browsers' and Node's own clients refuse. */
const UNASKED = ["CONNECT", "TRACE"];

const MOST_FAULTS = 0.95;

/** Nearer to its capacity, a route has a queue, and its times have hardly a limit. */
const MOST_USED = 0.8;

function questionOf(route: Route, profile: Profile, mock: AskedMock): Question {
  const { tryPath, tryHeaders = {}, tryBody } = tryRequest(route, mock.table);
  const faults = faultsOf(mock.latency.faults, route.key).map(({ kind }) => kind);
  return {
    service: mock.service,
    key: route.key,
    profile,
    makes: mock.makes,
    url: mock.url + tryPath,
    method: route.method,
    headers: {
      ...tryHeaders,
      ...(tryBody && { "content-type": tryBody.type }),
    },
    ...(tryBody && { body: tryBody.text }),
    ...(refuses(route) && { refuses: true }),
    faults: faults.filter((kind) => typeof kind === "number"),
    ...(faults.some((kind) => typeof kind !== "number") && { breaks: true }),
  };
}

/** Whether a document has only replies that refuse. */
function refuses({ responses }: Route): boolean {
  return responses.length > 0 && responses.every(({ status }) => /^[45]/.test(status));
}
