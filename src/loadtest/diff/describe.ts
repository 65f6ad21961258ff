import { formatDuration } from "../../latency/duration.ts";
import { figureText, percent } from "../verdict/units.ts";
import type { Comparison, Diff, DiffFigure, DiffRow } from "./diff.ts";

/** Returns whether a difference is a change for the worse: slower, more failures, or fewer requests a second. */
export function isWorse(figure: DiffFigure, { result }: Comparison): boolean {
  return result === (figure === "rate" ? "lower" : "higher");
}

/** Returns whether a row has a difference that is not noise. */
export function isDifferent({ figures }: DiffRow): boolean {
  return Object.values(figures).some(({ result }) => result === "higher" || result === "lower");
}

/** Returns a figure with its unit, or `–` without one. */
export function valueText(figure: DiffFigure, value: number | undefined): string {
  if (value === undefined) return "–";
  if (figure === "typical") return formatDuration(Number(value.toPrecision(3)));
  return figureText(figure, figure === "failures" ? value : Number(value.toPrecision(3)));
}

/** Returns a difference: `+5.1 %`, `-0.5 points`, `noise`, `too few`. */
export function differenceText(figure: DiffFigure, comparison: Comparison): string {
  const { a, b, difference = 0, result } = comparison;
  if (a === undefined && b === undefined) return "";
  if (a === undefined) return "new";
  if (b === undefined) return "gone";
  if (result === "unknown") return "too few";
  if (result === "noise") return "noise";
  const text = percent(Number(difference.toPrecision(3)));
  return `${difference > 0 ? "+" : ""}${figure === "failures" ? text.replace("%", "points") : text}`;
}

/** Returns the result in a line: `2026-… is 5.1 % slower than 2026-…`. */
export function diffHeadline({ a, b, rows }: Diff): string {
  const [all] = rows;
  const typical = all?.figures.typical;
  const routes = rows.slice(1).filter(isDifferent).length;
  const others =
    routes === 0 ? "" : `; ${routes} ${routes === 1 ? "route differs" : "routes differ"}`;
  if (typical?.result === "higher" || typical?.result === "lower") {
    const { difference = 0, result } = typical;
    const by = percent(Number(Math.abs(difference).toPrecision(3)));
    return `${b.id} is ${by} ${result === "higher" ? "slower" : "faster"} than ${a.id}${others}`;
  }
  if (rows.some(isDifferent)) return `${b.id} differs from ${a.id}${others}`;
  const isKnown = rows.some(({ figures }) =>
    Object.values(figures).some(({ result }) => result === "noise"),
  );
  return isKnown
    ? `${b.id} differs from ${a.id} by noise alone`
    : `${a.id} and ${b.id} have too few requests to be compared`;
}
