import { escapeMarkup } from "../../escapeMarkup.ts";
import { pageHead, withoutIndent } from "../../server/own/pageParts.ts";
import { reportStyle } from "../../server/own/reportStyle.ts";
import type { RunRecord } from "../runRecord.ts";
import { percent, shortNumber } from "../verdict/units.ts";
import { coresText } from "./cores.ts";
import { type PodAnswer, type PodSizing, type Point, SHARE } from "./podThroughput.ts";
import { halfText, rateText } from "./sizingText.ts";

const style = withoutIndent(`
${reportStyle}
caption { text-align: left; padding: 0.4rem 0.6rem; font-size: 0.75rem; }
main p, main li { max-width: 44rem; }
.answer { font-size: 1.125rem; margin-top: 0.5rem; }
@media print { .wide { overflow: visible; } }
`);

/** Returns what a run measured of one pod of the service under test, as one page that loads nothing. */
export function sizingPage({ id, loadTest, stack }: RunRecord, sizing: PodSizing): string {
  const { service, answers, source, asked, missing, notes, points } = sizing;
  const name = escapeMarkup(`${service.namespace}/${service.name}`);
  const title = `One pod of ${name} at ${percent(SHARE)} CPU`;
  const query =
    asked === undefined
      ? ""
      : `: ${escapeMarkup(asked.url)}<br><code>${escapeMarkup(asked.query)}</code>`;
  const from = source === undefined ? "not measured" : SOURCES[source] + query;
  return `${pageHead({ title, style, script: "", connects: false })}
<body>
<header>
<p class="eyebrow"><span class="brand">Understudy</span> / load test / sizing</p>
<h1>${title}</h1>
<dl>
<div><dt>Run</dt><dd>${escapeMarkup(`${loadTest} of ${stack}, ${id}`)}</dd></div>
<div><dt>CPU figures are from</dt><dd>${from}</dd></div>
</dl>
</header>
<main>
<h2>Throughput</h2>
${answers.length === 0 ? '<p class="answer">Not measured.</p>' : answers.map(answerHtml).join("\n")}
${[...missing, ...notes].map((text) => `<p>${escapeMarkup(text)}</p>`).join("\n")}
${points.length === 0 ? "" : pointsHtml(points, answers)}
</main>
<footer class="muted"><p>Requests are those of the script, all of which are taken to reach the service. CPU is that of the pod's containers without Istio's sidecar.</p></footer>
</body>
</html>
`;
}

const SOURCES = {
  "metrics API": "the metrics API (metrics.k8s.io)",
  Prometheus: "Prometheus",
  kubelet: "the kubelet of the pod's node (/stats/summary)",
};

function answerHtml(answer: PodAnswer): string {
  return `<p class="answer"><b>${escapeMarkup(rateText(answer))}</b> at ${escapeMarkup(halfText(answer))}</p>`;
}

function pointsHtml(points: readonly Point[], answers: readonly PodAnswer[]): string {
  const start = points[0]?.from ?? 0;
  const heads = answers.map(({ of }) => `<th scope="col">of its ${of}</th>`).join("");
  const rows = points.map(({ from, to, rate, cores }) => {
    const shares = answers.map(
      (answer) => `<td>${percent(Number((cores / answer.cores).toPrecision(3)))}</td>`,
    );
    return `<tr><th scope="row">${Math.round(from - start)} s to ${Math.round(to - start)} s</th><td>${shortNumber(rate)}/s</td><td>${coresText(cores)}</td>${shares.join("")}</tr>`;
  });
  return `<h2>Measurements</h2>
<div class="wide" tabindex="0" role="region" aria-label="Measurements">
<table><caption>Requests and CPU of the pod over the run.</caption>
<thead><tr><th scope="col">since the first</th><th scope="col">requests</th><th scope="col">cores</th>${heads}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>
</div>`;
}
