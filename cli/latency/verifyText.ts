import { describeProfile, quantileName } from "../../src/latency/describe.ts";
import { formatDuration } from "../../src/latency/duration.ts";
import { formatRate } from "../../src/latency/rate.ts";
import { formatTable } from "../../src/textTable.ts";
import { expectationText, numberText, timeText } from "../../src/verify/progressText.ts";
import type {
  PlannedRun,
  Report,
  RouteReport,
  ServiceReport,
  Settings,
} from "../../src/verify/report.ts";
import { countsOf, countsText, reasonsOf } from "../../src/verify/summary.ts";
import type { Prepared } from "../../src/verify/verification.ts";

/** Returns what is going to be asked, and how long that takes. */
export function planText({ services, notAsked, settings }: Prepared, plan: PlannedRun): string {
  const { rate } = settings;
  const routes = `${plan.routes} ${plan.routes === 1 ? "route" : "routes"}`;
  return [
    `Verifies ${routes} at ${formatRate(rate)} in total:`,
    formatTable(
      services.map(({ name, url }) => [name, url]),
      [],
    ),
    expectationText(plan),
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
      `It stops after ${timeText(maxSeconds)} (--max-time): what is not decided then stays open. --rate ${formatRate(enough)} is done in time, and a wider --tolerance takes fewer requests.`,
    );
  }
  return texts;
}

/** Returns the result as tables, one for each service, with the reasons below. */
export function reportText(report: Report): string {
  const { services, client, seconds, requests } = report;
  return [
    ...services.map(serviceText),
    `${numberText(requests)} requests in ${timeText(seconds)} (${ENDS[report.ended]}). The client was ${formatDuration(client.lateness.p99)} late at most for 99 in 100 of them.`,
    `Stack ${report.stack}: ${verdictText(report)}.`,
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
  const reasons = reasonsOf(routes).map((reason) => `  ${reason}.`);
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

function measuredText({ quantiles, requests }: RouteReport): string {
  if (requests === 0) return "";
  return quantiles
    .map(({ p, measured }) => {
      const text = measured === null ? "none" : formatDuration(Number(measured.toPrecision(3)));
      return `${quantileName(p)} ${text}`;
    })
    .join(" ");
}

function verdictText({ services, verdict }: Report): string {
  return `${verdict} (${countsText(countsOf(services.flatMap(({ routes }) => routes)))})`;
}
