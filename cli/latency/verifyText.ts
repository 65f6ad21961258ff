import { describeProfile, quantileName } from "../../src/latency/describe.ts";
import { formatDuration } from "../../src/latency/duration.ts";
import { formatTable } from "../../src/textTable.ts";
import type {
  PlannedRun,
  Report,
  RouteReport,
  ServiceReport,
  Settings,
} from "../../src/verify/report.ts";
import type { Prepared, Progress } from "../../src/verify/verification.ts";

/** Returns what is going to be asked, and how long that takes. */
export function planText({ services, notAsked, settings }: Prepared, plan: PlannedRun): string {
  const { rate } = settings;
  const routes = `${plan.routes} ${plan.routes === 1 ? "route" : "routes"}`;
  return [
    `Verifies ${routes} at ${rate} requests a second in total:`,
    formatTable(
      services.map(({ name, url }) => [name, url]),
      [],
    ),
    `About ${numberText(plan.requests)} requests in ${timeText(plan.seconds)}, if all routes are as they should be.`,
    ...limitText(settings, plan),
    ...(notAsked.length === 0
      ? []
      : [`${notAsked.length} more ${notAsked.length === 1 ? "has" : "have"} no delay to verify.`]),
  ].join("\n");
}

/** Returns what to do if the limits are below what is needed. */
function limitText({ rate, maxSeconds, maxRequests }: Settings, plan: PlannedRun): string[] {
  const texts: string[] = [];
  if (maxRequests !== undefined && maxRequests < plan.requests) {
    texts.push(
      `It stops after ${numberText(maxRequests)} requests: what is not decided then stays open.`,
    );
  }
  if (maxSeconds !== undefined && maxSeconds < plan.seconds) {
    const enough = Math.ceil(plan.requests / maxSeconds / rate) * rate;
    texts.push(
      `It stops after ${timeText(maxSeconds)} (--max-time): what is not decided then stays open. --rate ${enough} is done in time, and a wider --tolerance takes fewer requests.`,
    );
  }
  return texts;
}

export function progressText({ requests, ms, decided, routes }: Progress): string {
  return `${timeText(ms / 1000)}: ${numberText(requests)} requests, ${decided} of ${routes} routes decided`;
}

/** Returns the result as tables, one for each service, with the reasons below. */
export function reportText(report: Report): string {
  const { services, client, seconds, requests } = report;
  return [
    ...services.map(serviceText),
    `${numberText(requests)} requests in ${timeText(seconds)} (${ENDS[report.ended]}). The client was ${formatDuration(client.lateness.p99)} late at most for 99 in 100 of them.`,
    `Stack ${report.stack}: ${summaryOf(report)}.`,
  ].join("\n\n");
}

const ENDS: Record<Report["ended"], string> = {
  decided: "all is decided",
  "max-requests": "--max-requests",
  "max-time": "--max-time",
  interrupted: "interrupted",
};

function serviceText({ name, url, overheadMs, routes }: ServiceReport): string {
  const asked = routes.filter(({ profile }) => profile !== undefined);
  const rows = asked.map((route) => [
    route.key,
    describeProfile(route.profile),
    measuredText(route),
    numberText(route.requests),
    route.verdict,
  ]);
  const reasons = [...Map.groupBy(asked, reasonText)].flatMap(([reason, having]) => {
    const [first] = having;
    if (reason === undefined || first === undefined) return [];
    return [`  ${having.length > 1 ? `${having.length} routes` : first.key}: ${reason}.`];
  });
  const over =
    overheadMs === undefined
      ? ""
      : `, answers take ${formatDuration(overheadMs)} more than their targets`;
  return [
    `${name} at ${url}${over}`,
    formatTable([["ROUTE", "TARGET", "MEASURED", "REQUESTS", "VERDICT"], ...rows], [3]),
    ...(reasons.length === 0 ? [] : ["", ...reasons]),
  ].join("\n");
}

function reasonText({ reason, stillNeeded }: RouteReport): string | undefined {
  if (reason === undefined || stillNeeded === undefined) return reason;
  return `${reason}; about ${numberText(stillNeeded)} more requests would decide`;
}

function measuredText({ quantiles, requests }: RouteReport): string {
  if (requests === 0) return "";
  return quantiles
    .map(({ p, measured }) => {
      const text = measured === null ? "none" : formatDuration(Number(measured.toPrecision(3)));
      return `${quantileName(p)} ${text}`;
    })
    .join(" ");
}

function summaryOf({ services, verdict }: Report): string {
  const routes = services.flatMap((service) => service.routes).filter(({ profile }) => profile);
  const counts = Map.groupBy(routes, (route) => route.verdict);
  const parts = [...counts].map(([name, { length }]) => `${length} ${name}`);
  return `${verdict} (${parts.join(", ")})`;
}

function numberText(count: number): string {
  return count.toLocaleString("en");
}

/** Returns `12m40s`. */
function timeText(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return [h > 0 ? `${h}h` : "", m > 0 ? `${m}m` : "", s > 0 || whole < 60 ? `${s}s` : ""].join("");
}
