import { isMapping } from "../openapi/document/node.ts";
import type { RouteKey } from "../openapi/table/table.ts";
import { type Problem, received } from "../problem.ts";

/** What goes wrong with some requests of a route, and with which share of them (0 to 1). */
export interface Fault {
  /** The answer has this status; or the connection is reset instead of an answer, or ends in the middle of the body. */
  kind: number | "reset" | "truncate";
  share: number;
}

/** Faults by route. The shares of one route add up to at most 1. */
export interface FaultPlan {
  /** For routes without faults of their own. */
  default?: Fault[];
  routes: Record<RouteKey, Fault[]>;
}

export function faultsOf(plan: FaultPlan | undefined, key: RouteKey): Fault[] {
  return plan?.routes[key] ?? plan?.default ?? [];
}

/** Returns a function that draws the fault of the next request; undefined if nothing goes wrong with it. */
export function faultSampler(faults: Fault[], random: () => number): () => Fault | undefined {
  return () => {
    let rest = random();
    for (const fault of faults) {
      if (rest < fault.share) return fault;
      rest -= fault.share;
    }
    return undefined;
  };
}

/**
 * Reads the faults of each route, and under `default` the faults of all other routes.
 *
 * @param placeOf returns the place of a route's faults for problems; without a route, the place of all faults
 */
export function parseFaultPlan(
  value: unknown,
  placeOf: (...key: RouteKey[]) => string,
  problems: Problem[],
): FaultPlan {
  const plan: FaultPlan = { routes: {} };
  if (!isMapping(value)) {
    problems.push({
      where: placeOf(),
      what: `expected faults by route, such as GET /users/{id}: {503: 2%}, received ${received(value)}`,
    });
    return plan;
  }
  for (const [key, written] of Object.entries(value)) {
    const faults = parseFaults(written, placeOf(key), problems);
    if (key === "default") plan.default = faults;
    else plan.routes[key] = faults;
  }
  return plan;
}

/** Reads a route's faults: `{ 503: 2%, reset: 0.5%, truncate: 0.1% }`. */
export function parseFaults(value: unknown, where: string, problems: Problem[]): Fault[] {
  if (!isMapping(value)) {
    problems.push({
      where,
      what: `expected shares by fault, such as {503: 2%, reset: 0.5%}, received ${received(value)}`,
    });
    return [];
  }
  const faults = Object.entries(value).flatMap(([name, written]): Fault[] => {
    const kind = faultKind(name);
    const share = parseShare(written);
    if (kind === undefined) {
      const what = `expected a status from 400 to 599, "reset" or "truncate", received ${received(name)}`;
      problems.push({ where, what });
    }
    if (share === undefined) {
      const what = `expected a share of requests such as "2%", received ${received(written)}`;
      problems.push({ where: `${where}["${name}"]`, what });
    }
    return kind === undefined || share === undefined ? [] : [{ kind, share }];
  });
  const sum = faults.reduce((total, { share }) => total + share, 0);
  if (sum > 1.000001) {
    problems.push({
      where,
      what: `the shares add up to ${Math.round(sum * 1000) / 10}%, more than 100%`,
    });
  }
  return faults;
}

function faultKind(name: string): Fault["kind"] | undefined {
  if (name === "reset" || name === "truncate") return name;
  return /^[45]\d\d$/.test(name) ? Number(name) : undefined;
}

function parseShare(written: unknown): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(String(written).trim()) ?? [];
  const share = Number(percent) / 100;
  return share >= 0 && share <= 1 ? share : undefined;
}
