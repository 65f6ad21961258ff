import { createRouter } from "../../openapi/table/router.ts";
import type { SourceQuestion } from "../source.ts";
import { dailyHoursTest } from "./dailyHours.ts";
import type { LogEntry } from "./formats/logFormat.ts";
import { generalPath } from "./generalPath.ts";
import { requestPath } from "./requestPath.ts";
import { type Side, sideOf } from "./side.ts";
import {
  countApart,
  countLatency,
  createTally,
  type NameTally,
  operationName,
  otherName,
  type Tally,
} from "./tally.ts";

/** What the lines of a log say about a question. */
export interface Counted {
  sides: Record<Side, Tally>;
  /** Requests of the question's window and hours. */
  inside: number;
  outside: number;
  /** Lines about no request of HTTP: connections, and bytes that were none. */
  withoutRequest: number;
  /** The first and the last time of all lines, in milliseconds since 1970; Infinity and -Infinity without any. */
  earliest: number;
  latest: number;
  /** How often each host was in lines about other services. */
  hosts: Map<string, number>;
}

/** Hosts that are counted. Of more, the first ones are. */
const MOST_HOSTS = 1_000;

/** Answered by a connection that goes on, as with a WebSocket: the duration is the connection's. */
const UPGRADED = 101;

/** Returns counts of zero, and the function that adds a line to them. */
export function requestCounter(question: SourceQuestion, hosts: readonly string[]) {
  const counted: Counted = {
    sides: {
      own: createTally(),
      callers: createTally(),
      inbound: createTally(),
      elsewhere: createTally(),
    },
    inside: 0,
    outside: 0,
    withoutRequest: 0,
    earliest: Number.POSITIVE_INFINITY,
    latest: Number.NEGATIVE_INFINITY,
    hosts: new Map(),
  };
  const isInside = timeTest(question, counted);
  const whose = sideOf(hosts);
  const nameOf = nameFinder(question);
  const { statuses } = question;

  const count = (entry: LogEntry): void => {
    if (entry.method === "") {
      counted.withoutRequest++;
      return;
    }
    if (!isInside(entry.time)) {
      counted.outside++;
      return;
    }
    counted.inside++;
    const { path, host = "" } = requestPath(entry.target);
    if (entry.host === "") entry.host = host;
    const side = whose(entry);
    if (side === "elsewhere" || side === "inbound") countHost(counted.hosts, entry.host);
    const name = nameOf(counted.sides[side], entry.method, path);
    const { status, ms } = entry;
    if (status === 0 || Number.isNaN(ms)) countApart(name, 0);
    else if (status === UPGRADED || !statuses.accepts(status)) countApart(name, status);
    else countLatency(name, ms, entry.time);
  };
  return { counted, count };
}

/** Lines without a time are inside. */
function timeTest({ from, to, hours }: SourceQuestion, counted: Counted) {
  const first = from.getTime();
  const end = to.getTime();
  const isInHours = hours && dailyHoursTest(hours);
  return (time: number): boolean => {
    if (Number.isNaN(time)) return true;
    if (time < counted.earliest) counted.earliest = time;
    if (time > counted.latest) counted.latest = time;
    return time >= first && time < end && (isInHours?.(time) ?? true);
  };
}

function nameFinder({ table }: SourceQuestion) {
  const router = createRouter(table);
  return (tally: Tally, method: string, path: string): NameTally => {
    const route = router.routeOf(method, path);
    if (route === undefined) return otherName(tally, otherNameOf(method, path));
    return operationName(tally, route.key);
  };

  /** A path of the document with another method, such as a CORS preflight, is named by its template. */
  function otherNameOf(method: string, path: string): string {
    const [allowed] = router.allowed(path);
    const route = allowed && router.routeOf(allowed, path);
    return `${method.slice(0, 20)} ${route?.path ?? (generalPath(path) || "*")}`;
  }
}

function countHost(hosts: Map<string, number>, host: string): void {
  if (host === "") return;
  const count = hosts.get(host);
  if (count !== undefined) hosts.set(host, count + 1);
  // A copy, because the text is a view of a large piece of the log.
  else if (hosts.size < MOST_HOSTS) hosts.set(Buffer.from(host, "latin1").toString("latin1"), 1);
}
