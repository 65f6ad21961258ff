import { escapeMarkup } from "../../escapeMarkup.ts";
import { pageHead, withoutIndent } from "../../server/own/pageParts.ts";
import { differenceText, diffHeadline, isDifferent, isWorse, valueText } from "./describe.ts";
import { DIFF_FIGURES, type Diff, type DiffFigure, type DiffRow, type RunName } from "./diff.ts";
import { script as wholeScript, style as wholeStyle } from "./pageParts.ts";

/** A page of more rows is slow to appear. Those that differ come first. */
const MOST_ROWS = 2000;

const script = withoutIndent(wholeScript);
const style = withoutIndent(wholeStyle);

/**
 * Returns a comparison as one page, what differs first. It loads nothing, and its content security policy forbids it.
 * Every text of a run in it is escaped.
 */
export function diffPage(diff: Diff): string {
  const { a, b, rows } = diff;
  const [all, ...routes] = rows;
  const sorted = [...routes.filter(isDifferent), ...routes.filter((row) => !isDifferent(row))];
  const shown = [...(all === undefined ? [] : [all]), ...sorted.slice(0, MOST_ROWS)];
  const left = rows.length - shown.length;
  const title = escapeMarkup(diffHeadline(diff));
  return `${pageHead({ title, style, script, connects: false })}
<body>
<header>
<p class="eyebrow"><span class="brand">Understudy</span> / load test / difference</p>
<h1>${title}</h1>
<dl>${runFacts("A", a)}${runFacts("B", b)}</dl>
<div id="toolbar" hidden>
<label for="filter">Filter routes</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="get orders">
<button type="button" id="only" aria-pressed="false">Only differences</button>
<p id="shown" role="status" class="muted"></p>
</div>
</header>
<main>
<h2>Routes</h2>
<div class="wide" tabindex="0" role="region" aria-label="Figures of the routes">
<table id="routes">
<caption>In each cell is A, then B, then the difference. What two runs of the same thing differ by is noise.</caption>
<thead><tr><th scope="col">route</th><th scope="col">requests</th>${DIFF_FIGURES.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
<tbody>
${shown.map(rowHtml).join("\n")}
</tbody>
</table>
</div>
${left > 0 ? `<p class="muted">${left} more routes are not shown; none of those that differ if they are fewer than ${MOST_ROWS}.</p>` : ""}
<h2>What else differs</h2>
${changesHtml(diff)}
</main>
<footer class="muted"><p>The differences hold together with 95 % confidence, all of them: two runs of the same thing have any in 5 of 100 cases. Typical is the geometric mean of the response times.</p></footer>
<script>${script}</script>
</body>
</html>
`;
}

function runFacts(name: string, { id, loadTest, stack, started, invalid }: RunName): string {
  const reasons =
    invalid.length === 0
      ? ""
      : `<div><dt>${name} says nothing about the service</dt><dd class="worse">${invalid.map(escapeMarkup).join("<br>")}</dd></div>`;
  return `<div><dt>${name}</dt><dd>${escapeMarkup(`${loadTest} of ${stack}, ${id}, started ${started}`)}</dd></div>${reasons}`;
}

function rowHtml(row: DiffRow): string {
  const { route, requests } = row;
  const cells = DIFF_FIGURES.map((name) => cellHtml(name, row)).join("");
  return `<tr${isDifferent(row) ? ' class="differs"' : ""}><th scope="row">${escapeMarkup(route)}</th><td>${requests.join(" → ")}</td>${cells}</tr>`;
}

function cellHtml(figure: DiffFigure, { figures }: DiffRow): string {
  const comparison = figures[figure];
  const { a, b, result } = comparison;
  const values = `${valueText(figure, a)} → ${valueText(figure, b)}`;
  const difference = escapeMarkup(differenceText(figure, comparison));
  if (result !== "higher" && result !== "lower") {
    return `<td>${values}<span class="muted">${difference}</span></td>`;
  }
  const word = isWorse(figure, comparison) ? "worse" : "better";
  const arrow = result === "higher" ? "▲" : "▼";
  return `<td>${values}<b class="${word}"><span aria-hidden="true">${arrow} </span>${difference}<span class="away"> ${word}</span></b></td>`;
}

function changesHtml({ changes }: Diff): string {
  if (changes.length === 0) return "<p>Nothing.</p>";
  const rows = changes.map(
    ({ what, a, b }) =>
      `<tr><th scope="row">${escapeMarkup(what)}</th><td>${escapeMarkup(a)}</td><td>${escapeMarkup(b)}</td></tr>`,
  );
  return `<div class="wide" tabindex="0" role="region" aria-label="What else differs">
<table id="changes"><caption class="away">What else differs</caption><thead><tr><th scope="col">what</th><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>
</div>`;
}
