import { numberText } from "./progressText.ts";
import { type RouteReport, type ServiceReport, VERDICTS, type Verdict } from "./report.ts";

/** What a verification found of one service, in short. */
export interface Summary {
  /** The worst verdict of its routes. */
  verdict: Verdict;
  /** How many routes have which verdict. Routes without a delay do not count. */
  routes: Partial<Record<Verdict, number>>;
  /** Why routes did not pass, the worst first, each with its route or the number of routes. */
  reasons: string[];
  requests: number;
  /** What every answer takes beyond its target, in milliseconds; left out if it is not known well enough. */
  overheadMs?: number;
}

export function summaryOf({ verdict, overheadMs, routes }: Omit<ServiceReport, "url">): Summary {
  return {
    verdict,
    routes: countsOf(routes),
    reasons: reasonsOf(routes),
    requests: routes.reduce((sum, { requests }) => sum + requests, 0),
    ...(overheadMs !== undefined && { overheadMs }),
  };
}

/** Returns how many routes have which verdict, from the worst to the best. */
export function countsOf(routes: readonly RouteReport[]): Summary["routes"] {
  const groups = Map.groupBy(delayed(routes), ({ verdict }) => verdict);
  return Object.fromEntries(
    VERDICTS.flatMap((verdict) => {
      const having = groups.get(verdict);
      return having === undefined ? [] : [[verdict, having.length]];
    }),
  );
}

/** Returns `5 pass, 1 fail`. */
export function countsText(counts: Summary["routes"]): string {
  return Object.entries(counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(", ");
}

/** Returns why routes did not pass, each reason once: `GET /users: p95 is …`, `12 routes: …`. */
export function reasonsOf(routes: readonly RouteReport[]): string[] {
  const worstFirst = delayed(routes).sort(
    (a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict),
  );
  return [...Map.groupBy(worstFirst, reasonText)].flatMap(([reason, having]) => {
    const [first] = having;
    if (reason === undefined || first === undefined) return [];
    return [`${having.length > 1 ? `${having.length} routes` : first.key}: ${reason}`];
  });
}

function delayed(routes: readonly RouteReport[]): RouteReport[] {
  return routes.filter(({ profile }) => profile !== undefined);
}

function reasonText({ reason, stillNeeded }: RouteReport): string | undefined {
  if (reason === undefined || stillNeeded === undefined) return reason;
  return `${reason}; about ${numberText(stillNeeded)} more requests would decide`;
}
