import { formatTable } from "../../textTable.ts";
import type { RunRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import { limitText, receivedText } from "./checkText.ts";
import { exceptionsText } from "./exceptionsText.ts";
import { headline } from "./headline.ts";
import { ROUTE_COLUMNS, routeTable } from "./routeTable.ts";
import { runSeconds } from "./runSeconds.ts";

/** Returns a run's figures and its verdict for a terminal and for a Job's log. */
export function verdictText(record: RunRecord, statistics: Statistics | undefined): string {
  const { checks = [], invalid = [] } = record.verdict ?? {};
  const parts: string[] = [];
  if (statistics !== undefined) {
    const { rows, left } = routeTable(statistics, runSeconds(record));
    parts.push(formatTable([ROUTE_COLUMNS.map((name) => name.toUpperCase()), ...rows], RIGHT));
    if (left > 0) parts.push(`  ${left} more routes are in stats.csv.`);
    const raised = exceptionsText(statistics);
    if (raised !== undefined) parts.push(raised);
  }
  if (checks.length > 0) {
    const rows = checks.map((check) => [
      check.isKept ? "kept" : "NOT KEPT",
      limitText(check),
      receivedText(check),
    ]);
    parts.push(formatTable(rows, []));
  }
  if (invalid.length > 0) {
    const lines = invalid.map((reason) => `  - ${reason}`);
    parts.push(["The run says nothing about the service:", ...lines].join("\n"));
  }
  return [...parts, headline(record)].join("\n\n");
}

const RIGHT = ROUTE_COLUMNS.map((_, i) => i).slice(1);
