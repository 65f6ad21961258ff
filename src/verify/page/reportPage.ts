import { escapeMarkup } from "../../escapeMarkup.ts";
import { formatDuration } from "../../latency/duration.ts";
import { jsonInPage, pageHead, withoutIndent } from "../../server/own/pageParts.ts";
import { type Report, VERDICTS, type Verdict } from "../report.ts";
import { pageDataOf, type ShownRoute, sortedRoutes } from "./pageData.ts";
import { script as wholeScript } from "./pageScript.ts";
import { style as wholeStyle } from "./pageStyle.ts";

/** Routes with a verdict that needs a look are open at first, but not so many that the page is slow to appear. */
const OPEN = 5;
const QUIET: Verdict[] = ["not asked", "pass"];

const script = withoutIndent(wholeScript);
const style = withoutIndent(wholeStyle);

/**
 * Returns a report as one page, what failed first. It loads nothing, and its content security policy forbids it. Every
 * text of a document or a stack in it is escaped.
 */
export function reportPage(report: Report): string {
  const routes = sortedRoutes(report);
  const data = pageDataOf(routes.map(({ route }) => route));
  const title = `${headline(routes)} · ${report.stack}`;
  return `${pageHead({ title: escapeMarkup(title), style, script, connects: false })}
<body>
<header>
<p class="eyebrow"><span class="brand">Understudy</span> / verify / ${escapeMarkup(report.stack)}</p>
<h1>${headline(routes)}</h1>
${factsList(report)}
<noscript><p>The plots need JavaScript.</p></noscript>
<div id="toolbar" hidden>
<label for="filter">Filter routes</label>
<input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="get payments">
<button type="button" id="open">Open all</button>
<button type="button" id="close">Close all</button>
<p id="shown" role="status" class="muted"></p>
</div>
</header>
<main>
${groups(routes, report.services.length > 1)}
</main>
<footer class="muted"><p>Each interval is of 95 % confidence. On paper are the routes that are open.</p></footer>
<script type="application/json" id="report">${jsonInPage(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** `2 routes fail, 1 is undecided, 20 pass`. */
function headline(routes: readonly ShownRoute[]): string {
  const texts = VERDICTS.map((verdict) => {
    const count = routes.filter(({ route }) => route.verdict === verdict).length;
    return count === 0 ? "" : `${count} ${verdict}`;
  }).filter((text) => text !== "");
  return texts.length === 0 ? "No routes" : texts.join(", ");
}

function factsList({
  started,
  seconds,
  from,
  requests,
  ended,
  settings,
  plan,
  client,
  services,
}: Report): string {
  const { lateness, underWay } = client;
  const facts: [string, string][] = [
    ["Started", started],
    ["Took", `${formatDuration(seconds * 1000)}, ${ENDED[ended]}`],
    [
      "Requests",
      `${requests.toLocaleString("en")}, ${plan.requests.toLocaleString("en")} planned, ${settings.rate} a second`,
    ],
    ["Asked from", from === "cluster" ? "a pod in the cluster, through a sidecar" : "this machine"],
    [
      "Tolerance",
      `${percent(settings.tolerance.share)}, above p95 ${percent(settings.tolerance.tail)}, at least ${formatDuration(settings.tolerance.leastMs)}`,
    ],
    [
      "Lateness of the client",
      `p50 ${formatDuration(lateness.p50)}, p99 ${formatDuration(lateness.p99)}, at most ${formatDuration(lateness.max)}; at most ${underWay.most} of ${underWay.allowed} requests under way`,
    ],
    ...services.map(({ name, title, url, overheadMs }): [string, string] => {
      const beyond =
        overheadMs === undefined ? "" : `, ${formatDuration(overheadMs)} beyond the targets`;
      return [name, `${title}, ${url}${beyond}`];
    }),
  ];
  return `<dl>${facts.map(([term, text]) => `<div><dt>${escapeMarkup(term)}</dt><dd>${escapeMarkup(text)}</dd></div>`).join("")}</dl>`;
}

const ENDED: Record<Report["ended"], string> = {
  decided: "until all was decided",
  "max-requests": "until --max-requests",
  "max-time": "until --max-time",
  interrupted: "interrupted",
};

const GROUPS: Record<Verdict, string> = {
  fail: "Fail",
  "not measurable": "Not measurable here",
  undecided: "Undecided",
  "not asked": "Not asked",
  pass: "Pass",
};

function groups(routes: readonly ShownRoute[], withService: boolean): string {
  const opened = new Set(
    routes.filter(({ route }) => !QUIET.includes(route.verdict)).slice(0, OPEN),
  );
  return VERDICTS.map((verdict) => {
    const shown = routes.filter(({ route }) => route.verdict === verdict);
    if (shown.length === 0) return "";
    const parts = shown.map((one) => routeSection(one, withService, opened.has(one)));
    return `<section class="group"><h2>${GROUPS[verdict]} (${shown.length})</h2>\n${parts.join("\n")}</section>\n`;
  }).join("");
}

function routeSection(
  { service, route }: ShownRoute,
  withService: boolean,
  isOpen: boolean,
): string {
  const { verdict, key, reason = "" } = route;
  const name = withService ? `${service} ${key}` : key;
  const why = reason === "" ? "" : `<span>${escapeMarkup(reason)}</span>`;
  return `<details${isOpen ? " open" : ""}><summary><b class="is ${verdict}">${verdict}</b><h3>${escapeMarkup(name)}</h3>${why}</summary></details>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
