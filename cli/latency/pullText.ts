import { quantileName } from "../../src/latency/describe.ts";
import { formatDuration } from "../../src/latency/duration.ts";
import type { Problem } from "../../src/problem.ts";
import { COMPARED, type Drift, isBeyond } from "../../src/pull/drift.ts";
import type { ServicePull } from "../../src/pull/pullService.ts";
import type { RoutePull } from "../../src/pull/routePull.ts";
import { allOf } from "../../src/pull/writePull.ts";
import { formatTable } from "../../src/textTable.ts";

type Pulled = ServicePull & { file: string; written: boolean };

/** As many names as are printed; `--json` has all. */
const MOST_NAMES = 20;

/** Returns what a pull found for one service, for people. */
export function pullText(pull: Pulled, flags: { write: boolean; tolerance: number }): string {
  const { service, routes } = pull;
  const measured = routes.filter(({ points }) => points.length > 0).length;
  return [
    `${service}: ${measured} of ${routes.length} routes measured, ${pull.window}, ${pull.query}`,
    tableOf(pull, flags.tolerance),
    ...ambiguousLines(pull),
    ...unexplainedLines(pull),
    ...(pull.serviceWide === undefined ? [] : [`  ${pull.serviceWide}`]),
    ...pull.notes.map((note) => `  ${note}`),
    fileLine(pull, flags.write),
    "",
  ].join("\n");
}

/** Routes that are never called come last. */
function tableOf(pull: ServicePull, tolerance: number): string {
  const head = ["ROUTE", "REQUESTS", ...COMPARED.map((p) => quantileName(p).toUpperCase()), ""];
  const isSilent = ({ names }: RoutePull) => Number(names.length === 0);
  const sorted = allOf(pull).toSorted((a, b) => isSilent(a) - isSilent(b));
  const rows = sorted.map((route) => [
    route.route ?? "default",
    route.requests.toLocaleString("en"),
    ...COMPARED.map((p) =>
      driftText(
        route.drift.find((drift) => drift.p === p),
        tolerance,
      ),
    ),
    remarksOf(route).join("; "),
  ]);
  return formatTable([head, ...rows], [1]);
}

/** Returns `20ms -> 24ms +20%`; a change beyond the tolerance ends with an exclamation mark. */
function driftText(drift: Drift | undefined, tolerance: number): string {
  if (drift === undefined) return "-";
  const { old, change } = drift;
  const now = formatDuration(drift.new);
  if (old === undefined) return `${now} new`;
  const both = `${formatDuration(old)} -> ${now}`;
  if (change === 0) return `${both} same`;
  return `${both} ${changeText(change)}${isBeyond(drift, tolerance) ? "!" : ""}`;
}

function changeText(change: number | undefined): string {
  if (change === undefined) return "from zero";
  const percent = change * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent > 0 ? "+" : ""}${percent.toFixed(digits)}%`;
}

function remarksOf({ reason, remarks, file, apart }: RoutePull): string[] {
  const counts = Object.entries(apart).map(([status, count]) => `${count} x ${status}`);
  return [
    ...(reason === undefined ? [] : [reason]),
    ...remarks,
    ...(file === "handWritten" ? ["written by hand"] : []),
    ...(counts.length === 0 ? [] : [`apart: ${counts.join(", ")}`]),
  ];
}

function ambiguousLines({ ambiguous }: ServicePull): string[] {
  if (ambiguous.length === 0) return [];
  const lines = ambiguous.map(
    ({ name, requests, routes }) =>
      `    ${name}: ${requests.toLocaleString("en")} requests, ${routes.join(" or ")}`,
  );
  return [
    "  Names that fit several routes. The stack's latency.names can say which one is meant:",
    ...firstOf(lines),
  ];
}

function unexplainedLines({ unexplained }: ServicePull): string[] {
  if (unexplained.length === 0) return [];
  const all = unexplained.reduce((sum, { share }) => sum + share, 0);
  const lines = unexplained.map(({ name, share }) => `    ${name}: ${shareText(share)}`);
  return [
    `  Names that no route has, ${shareText(all)} of all requests. latency.names can map them:`,
    ...firstOf(lines),
  ];
}

function firstOf(lines: string[]): string[] {
  if (lines.length <= MOST_NAMES) return lines;
  return [...lines.slice(0, MOST_NAMES), `    and ${lines.length - MOST_NAMES} more (--json)`];
}

function shareText(share: number): string {
  const percent = share * 100;
  return percent > 0 && percent < 0.1 ? "less than 0.1%" : `${Number(percent.toFixed(1))}%`;
}

function fileLine(pull: Pulled, write: boolean): string {
  const count = (state: RoutePull["file"]) =>
    allOf(pull).filter(({ file }) => file === state).length;
  const changed = count("add") + count("replace");
  const verb = write ? "written" : "to write (--write)";
  const parts = [
    `${changed} ${changed === 1 ? "profile" : "profiles"} ${verb}`,
    ...(count("same") > 0 ? [`${count("same")} unchanged`] : []),
    ...(count("handWritten") > 0
      ? [`${count("handWritten")} kept as written by hand (--force overwrites them)`]
      : []),
  ];
  return `  ${pull.file}: ${parts.join(", ")}`;
}

/** Returns what `--json` prints. */
export function pullJson(source: string, pulls: readonly Pulled[], problems: readonly Problem[]) {
  return {
    source,
    services: pulls.map((pull) => ({
      ...pull,
      ...(pull.default && { default: routeJson(pull.default) }),
      routes: pull.routes.map(routeJson),
    })),
    problems,
  };
}

/** Leaves out what repeats the rest. */
function routeJson({ edit, ...route }: RoutePull): Omit<RoutePull, "edit"> {
  return route;
}
