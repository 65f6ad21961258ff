import type { RouteThreshold, Threshold } from "../../campaign/loadTest.ts";
import type { RunRecord, ThresholdCheck, Verdict } from "../runRecord.ts";
import { type RouteStatistics, routeName, type Statistics } from "../statistics.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { invalidReasons } from "./invalidReasons.ts";
import { isLeast, LIMITS, type Limit } from "./limits.ts";
import { runSeconds } from "./runSeconds.ts";

/**
 * Returns whether a run passed: it is valid, and each route keeps its thresholds. A figure that equals its limit keeps it.
 *
 * @param statistics undefined if the run left none
 * @param thresholds by route name (`GET /orders/{orderId}`), by the script's own name of a request, or for `all`
 */
export function judge(
  record: RunRecord,
  statistics: Statistics | undefined,
  thresholds: Readonly<Record<string, RouteThreshold>>,
): Verdict {
  const invalid = invalidReasons(record, statistics);
  const checks = Object.entries(thresholds).flatMap(([name, { stages = {}, ...whole }]) => [
    ...checksOf(name, whole, statistics, runSeconds(record)),
    ...Object.entries(stages).flatMap(([stage, threshold]) => {
      const part = statistics?.stages[Number(stage) - 1];
      const seconds = part === undefined ? 0 : part.to - part.from;
      const checks = checksOf(name, threshold, part, seconds);
      return checks.map((check) => ({ ...check, stage: Number(stage) }));
    }),
  ]);
  const isKept = checks.every((check) => check.isKept);
  return {
    result: invalid.length > 0 ? "not valid" : isKept ? "passed" : "failed",
    invalid,
    checks,
  };
}

type Part = Pick<Statistics, "all" | "routes">;

function checksOf(
  name: string,
  threshold: Threshold,
  part: Part | undefined,
  seconds: number,
): ThresholdCheck[] {
  const routes = part === undefined ? [] : routesNamed(name, part);
  const asked = routes.filter(({ requests }) => requests > 0);
  const found = asked.map((route) => ({
    route: routeName(route),
    figures: figuresOf(route, seconds),
  }));
  const judged = found.length > 0 ? found : [{ route: name, figures: {} as Figures }];
  return judged.flatMap(({ route, figures }) =>
    LIMITS.flatMap((limit) => {
      const expected = threshold[limit];
      return expected === undefined ? [] : [checkOf(route, limit, expected, figures)];
    }),
  );
}

/** A name that the script gives can stand for requests of several methods. */
function routesNamed(name: string, { all, routes }: Part): RouteStatistics[] {
  if (name === "all") return [all];
  const whole = routes.filter((route) => routeName(route) === name);
  return whole.length > 0 ? whole : routes.filter((route) => route.name === name);
}

function checkOf(
  route: string,
  limit: Limit,
  expected: number,
  { [limit]: received, requests: untimed }: Figures,
): ThresholdCheck {
  if (received === undefined) {
    // A stage without time has no rate.
    const isTime = limit !== "rate" && untimed !== undefined;
    return { route, limit, expected, isKept: false, ...(isTime && { untimed }) };
  }
  const isKept = isLeast(limit) ? received >= expected : received <= expected;
  return { route, limit, expected, received, isKept };
}
