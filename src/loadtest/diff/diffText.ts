import { formatTable } from "../../textTable.ts";
import { shortened } from "../verdict/routeTable.ts";
import { differenceText, diffHeadline, valueText } from "./describe.ts";
import { DIFF_FIGURES, type Diff, type DiffRow } from "./diff.ts";

/** Returns a comparison for a terminal, and for a comment in a code block. */
export function diffText(diff: Diff): string {
  const { a, b, changes, rows } = diff;
  const head = ["ROUTE", "REQUESTS", ...DIFF_FIGURES.flatMap((name) => [name.toUpperCase(), ""])];
  const right = head.map((_, i) => i).filter((i) => i > 0 && (i === 1 || i % 2 === 0));
  const invalid = [a, b].flatMap((run) =>
    run.invalid.map((reason) => `  ${run.id} says nothing about the service: ${reason}`),
  );
  return [
    formatTable([head, ...rows.map(rowOf)], right),
    `  Figures are of ${b.id}, differences from ${a.id}. What two runs of the same thing differ by is noise.`,
    ...(invalid.length > 0 ? [invalid.join("\n")] : []),
    changes.length === 0
      ? "Nothing else differs."
      : `What else differs:\n${formatTable(
          [["", a.id, b.id], ...changes.map(({ what, ...values }) => [what, values.a, values.b])],
          [],
        )}`,
    diffHeadline(diff),
  ].join("\n\n");
}

function rowOf({ route, requests, figures }: DiffRow): string[] {
  const cells = DIFF_FIGURES.flatMap((name) => {
    const comparison = figures[name];
    return [valueText(name, comparison.b), differenceText(name, comparison)];
  });
  return [shortened(route), String(requests[1]), ...cells];
}
