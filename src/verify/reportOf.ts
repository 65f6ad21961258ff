import { rounded } from "./distribution.ts";
import { nearestRank } from "./judge/judge.ts";
import { overheadOf } from "./overhead.ts";
import type { NotAsked } from "./questions.ts";
import {
  type PlannedRun,
  type Report,
  type RouteReport,
  type ServiceReport,
  type Settings,
  VERDICTS,
  type Verdict,
} from "./report.ts";
import { type Circumstances, notAskedReport, routeReport } from "./routeReport.ts";
import type { RunResult } from "./run.ts";

/** What a report says besides what was measured. */
export interface Context {
  stack: string;
  started: Date;
  from: "machine" | "cluster";
  settings: Settings;
  plan: PlannedRun;
  /** How many requests might be under way. */
  underWay: number;
  services: ReportedService[];
  notAsked: NotAsked[];
}

/** A service as a report names it, and the keys of its routes in the document's order. */
export interface ReportedService extends Pick<ServiceReport, "name" | "title" | "url" | "inject"> {
  keys: string[];
  /** A mock that cannot say who it is, because its server is Prism. */
  isUnnamed?: true;
}

export function reportOf(result: RunResult, context: Context): Report {
  const { stack, started, from, settings, plan, notAsked } = context;
  const lateness = Float64Array.from(result.lateness).sort();
  const late = (p: number) => (lateness.length === 0 ? 0 : nearestRank(lateness, p));
  const { confidence } = settings;
  const circumstances: Circumstances = { result, confidence, lateP99: late(0.99) };
  const services = context.services.map((service): ServiceReport => {
    const routes = [
      ...result.routes
        .filter(({ question }) => question.service === service.name)
        .map((route) => routeReport(route, circumstances)),
      ...notAsked.filter((route) => route.service === service.name).map(notAskedReport),
    ].sort((a, b) => service.keys.indexOf(a.key) - service.keys.indexOf(b.key));
    const { keys: _keys, isUnnamed: _isUnnamed, ...named } = service;
    const overheadMs = overheadOf(routes);
    return {
      ...named,
      verdict: worst(routes),
      ...(overheadMs !== undefined && { overheadMs }),
      routes,
    };
  });
  return {
    format: 1,
    stack,
    started: started.toISOString(),
    seconds: Number((result.ms / 1000).toFixed(1)),
    from,
    settings,
    plan,
    ended: result.ended,
    verdict: worst(services.flatMap(({ routes }) => routes)),
    requests: result.requests,
    client: {
      lateness: {
        p50: rounded(late(0.5)) ?? 0,
        p99: rounded(late(0.99)) ?? 0,
        max: rounded(late(1)) ?? 0,
      },
      underWay: { most: result.mostUnderWay, allowed: context.underWay },
    },
    services,
  };
}

/** Returns the worst verdict of routes. One without a delay has nothing to verify, and changes nothing. */
function worst(routes: readonly RouteReport[]): Verdict {
  const verdicts = routes
    .filter(({ profile }) => profile !== undefined)
    .map(({ verdict }) => verdict);
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? "not asked";
}
