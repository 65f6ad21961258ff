import type { RunRecord } from "../runRecord.ts";
import { type RouteStatistics, routeName, type Statistics } from "../statistics.ts";
import { figuresOf } from "../verdict/figures.ts";
import { invalidReasons } from "../verdict/invalidReasons.ts";
import { runSeconds } from "../verdict/runSeconds.ts";
import { GROUPS, type Pair } from "./chance.ts";
import { changesOf } from "./changes.ts";
import { quantileP, rateP } from "./compareRoute.ts";
import {
  type Comparison,
  DIFF_FIGURES,
  type Diff,
  type DiffFigure,
  type DiffRow,
  type RunName,
} from "./diff.ts";
import { failuresP } from "./failuresP.ts";
import { type Grouped, groupedRoutes, groupSeconds } from "./grouped.ts";
import { holm } from "./holm.ts";
import { compareTypical, type Typical } from "./typical.ts";

export interface Run {
  record: RunRecord;
  statistics: Statistics;
}

/**
 * With at most these probabilities together, two runs of the same thing have any difference that is not told to be noise:
 * in the typical time of all requests, and in all the rest of the table. The first question is the one that most people
 * have, so it does not share its probability with hundreds of routes. Once it is answered by yes, the rest has both (the
 * fallback procedure of Wiens, 2003).
 */
const ALPHA = { typical: 0.02, rest: 0.03 };

/** Returns how two runs differ. Each difference is judged with regard to the number of all of them. */
export function compareRuns(a: Run, b: Run): Diff {
  const grouped = GROUPS.filter((groups) => blocksOf(a, b) >= groups).map((groups) => ({
    a: groupedByName(a.statistics, groups),
    b: groupedByName(b.statistics, groups),
    seconds: [groupSeconds(a.statistics, groups), groupSeconds(b.statistics, groups)] as [
      number[],
      number[],
    ],
  }));
  const routesA = new Map(a.statistics.routes.map((route) => [routeName(route), route]));
  const routesB = new Map(b.statistics.routes.map((route) => [routeName(route), route]));
  const names = [...new Set([...routesA.keys(), ...routesB.keys()])].sort();
  const pairsOf = (name: string) =>
    grouped.flatMap((one): Pair[] => {
      const [groupsA, groupsB] = [one.a.get(name), one.b.get(name)];
      return groupsA === undefined || groupsB === undefined ? [] : [[groupsA, groupsB]];
    });
  const found = (name: string, ofA?: RouteStatistics, ofB?: RouteStatistics): Found => {
    const pairs = pairsOf(name);
    const typical = compareTypical(name === "all" ? names.map(pairsOf) : [pairs]);
    const seconds = grouped.map((one) => one.seconds);
    const ps: Found["ps"] = {
      rate: rateP(pairs, seconds),
      failures: ofA === undefined || ofB === undefined ? undefined : failuresP(ofA, ofB),
      typical: typical?.p,
      p50: quantileP(pairs, "p50"),
      p95: quantileP(pairs, "p95"),
      p99: quantileP(pairs, "p99"),
    };
    return { route: name, ofA, ofB, typical, ps };
  };
  const seconds: [number, number] = [runSeconds(a.record), runSeconds(b.record)];
  const all = found("all", a.statistics.all, b.statistics.all);
  const routes = names.map((name) => found(name, routesA.get(name), routesB.get(name)));
  return {
    format: 1,
    a: nameOf(a),
    b: nameOf(b),
    changes: changesOf(a.record, b.record),
    rows: rowsOf([all, ...routes], seconds),
  };
}

interface Found {
  route: string;
  ofA: RouteStatistics | undefined;
  ofB: RouteStatistics | undefined;
  typical: Typical | undefined;
  ps: Record<DiffFigure, number | undefined>;
}

function blocksOf(a: Run, b: Run): number {
  return Math.min(a.statistics.blocks.length, b.statistics.blocks.length);
}

function groupedByName(statistics: Statistics, groups: number): Map<string, Grouped> {
  const { routes } = statistics;
  const entries = [...groupedRoutes(statistics, groups)].flatMap(
    ([place, grouped]): [string, Grouped][] => {
      const route = routes[place];
      if (place === -1) return [["all", grouped]];
      return route === undefined ? [] : [[routeName(route), grouped]];
    },
  );
  return new Map(entries);
}

function rowsOf(found: readonly Found[], seconds: readonly [number, number]): DiffRow[] {
  const told = significance(found);
  return found.map((one) => {
    const [a, b] = [one.ofA, one.ofB].map((route, i) => ({
      ...(route !== undefined && figuresOf(route, seconds[i] ?? 0)),
      ...(one.typical !== undefined && { typical: i === 0 ? one.typical.a : one.typical.b }),
    }));
    const cells = DIFF_FIGURES.map((figure): [DiffFigure, Comparison] => [
      figure,
      comparison(figure, a?.[figure], b?.[figure], told.get(one)?.get(figure)),
    ]);
    return {
      route: one.route,
      requests: [one.ofA?.requests ?? 0, one.ofB?.requests ?? 0],
      figures: Object.fromEntries(cells) as DiffRow["figures"],
    };
  });
}

/** Returns of each figure that could be judged whether it differs. */
function significance(found: readonly Found[]): Map<Found, Map<DiffFigure, boolean>> {
  const tests = found.flatMap((one) =>
    DIFF_FIGURES.flatMap((figure) => {
      const p = one.ps[figure];
      return p === undefined ? [] : [{ one, figure, p }];
    }),
  );
  const first = tests.find(({ one, figure }) => one === found[0] && figure === "typical");
  const isShifted = first !== undefined && first.p <= ALPHA.typical;
  const rest = tests.filter((test) => test !== first);
  const significant = holm(
    rest.map(({ p }) => p),
    isShifted ? ALPHA.typical + ALPHA.rest : ALPHA.rest,
  );
  const told = new Map(found.map((one) => [one, new Map<DiffFigure, boolean>()]));
  if (first !== undefined) told.get(first.one)?.set("typical", isShifted);
  for (const [i, { one, figure }] of rest.entries()) {
    told.get(one)?.set(figure, significant[i] === true);
  }
  return told;
}

/** @param isDifferent undefined if it could not be told */
function comparison(
  figure: DiffFigure,
  a: number | undefined,
  b: number | undefined,
  isDifferent: boolean | undefined,
): Comparison {
  const values = { ...(a !== undefined && { a }), ...(b !== undefined && { b }) };
  if (a === undefined || b === undefined) return { ...values, result: "unknown" };
  const difference = figure === "failures" ? b - a : a === 0 ? 0 : b / a - 1;
  const result =
    isDifferent === undefined ? "unknown" : isDifferent ? (b > a ? "higher" : "lower") : "noise";
  return { ...values, difference, result };
}

function nameOf({ record, statistics }: Run): RunName {
  const { id, loadTest, stack, started } = record;
  return { id, loadTest, stack, started, invalid: invalidReasons(record, statistics) };
}
