import { escapeMarkup } from "../../escapeMarkup.ts";
import type { RunRecord } from "../runRecord.ts";
import type { Statistics } from "../statistics.ts";
import { limitText, receivedText, secondsText } from "./checkText.ts";
import { exceptionsText } from "./exceptionsText.ts";
import { headline } from "./headline.ts";
import { ROUTE_COLUMNS, routeTable } from "./routeTable.ts";
import { runSeconds } from "./runSeconds.ts";
import { plural } from "./units.ts";

/** Returns a run's verdict and figures for a pull request's comment, in GitHub's Markdown. */
export function verdictMarkdown(record: RunRecord, statistics: Statistics | undefined): string {
  const { invalid = [], checks = [] } = record.verdict ?? {};
  const parts = [`### ${cell(headline(record))}`, cell(factsOf(record))];
  if (invalid.length > 0) {
    const lines = invalid.map((reason) => `- ${cell(reason)}`);
    parts.push(`**The run says nothing about the service:**\n\n${lines.join("\n")}`);
  }
  if (checks.length > 0) {
    const rows = checks.map((check) => [
      limitText(check),
      receivedText(check),
      check.isKept ? "kept" : "**not kept**",
    ]);
    parts.push(markdownTable(["limit", "found", ""], rows));
  }
  if (statistics !== undefined) {
    const raised = exceptionsText(statistics);
    if (raised !== undefined) parts.push(cell(raised));
    const { rows, left } = routeTable(statistics, runSeconds(record));
    const more = left > 0 ? `\n\n${left} more routes are in stats.csv.` : "";
    const title = `<summary>${plural(rows.length - 1, "route")}</summary>`;
    parts.push(`<details>${title}\n\n${markdownTable(ROUTE_COLUMNS, rows)}${more}\n\n</details>`);
  }
  return `${parts.join("\n\n")}\n`;
}

function factsOf(record: RunRecord): string {
  const { id, users, workers, script, commit } = record;
  return [
    id,
    secondsText(runSeconds(record)),
    plural(users.most, "user"),
    plural(workers.seen, "worker"),
    script.file,
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
  ].join(" · ");
}

/** Returns a table whose columns but the first are aligned to the right. Cells with `**` around them are bold. */
export function markdownTable(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(boldCell).join(" | ")} |`;
  return [
    line(head),
    `|${head.map((_, i) => (i === 0 ? " --- |" : " ---: |")).join("")}`,
    ...rows.map(line),
  ].join("\n");
}

function boldCell(text: string): string {
  const bold = /^\*\*([a-z ]+)\*\*$/.exec(text);
  return bold === null ? cell(text) : text;
}

/** Returns a text that Markdown shows as it is, on one line. */
function cell(text: string): string {
  return escapeMarkup(text.replaceAll(/\s+/g, " ")).replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`);
}
