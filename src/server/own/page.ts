import { pageHead } from "./pageParts.ts";
import { script } from "./pageScript.ts";
import { style } from "./pageStyle.ts";

/**
 * Returns the page at `/_understudy/`: every route of the service with its target latency, its measured latency, and a
 * way to try it. The page loads nothing from elsewhere, and its content security policy forbids it.
 */
export function renderPage(): string {
  return `${pageHead({ title: "Understudy", style, script, connects: true })}
<body>
<header>
  <p class="eyebrow"><span class="brand">Understudy</span> <span id="service"></span></p>
  <h1 id="title">Routes</h1>
  <p id="totals" class="muted"></p>
  <noscript><p>This page needs JavaScript. Without it, look at <a href="routes.json">routes.json</a>.</p></noscript>
</header>
<main>
  <div class="toolbar">
    <label for="filter">Filter routes</label>
    <input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="get payments">
    <p id="shown" role="status" class="muted"></p>
  </div>
  <p id="trouble" role="alert" hidden></p>
  <table role="table" aria-busy="true">
    <caption>
      <span id="order">The first route that fits a request answers it.</span>
      <span class="legend"><span class="bar" aria-hidden="true"><i></i><b></b></span>
      Each bar is what was measured; its mark is the target.</span>
      <span id="doubt" hidden>A value with ~ is uncertain: fewer than 10 requests took longer.</span>
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${sortable("method", "method", "Method")}
        ${sortable("path", "path", "Path")}
        <th role="columnheader" scope="col" class="try">Try it</th>
        ${sortable("profile", "profile", "Latency")}
        ${sortable("time", "p50", '<abbr title="median">p50</abbr>')}
        ${sortable("time", "p95", '<abbr title="95th percentile">p95</abbr>')}
        ${sortable("time", "p99", '<abbr title="99th percentile">p99</abbr>')}
        ${sortable("count", "count", "Requests")}
      </tr>
    </thead>
    <tbody role="rowgroup" id="routes"></tbody>
  </table>
  <p id="nothing" hidden>Nothing fits “<span id="sought"></span>”. <button type="button" id="clear">Clear filter</button></p>
</main>
<footer class="muted">
  <a href="metrics">Prometheus metrics</a>
  <a href="routes.json">This table as JSON</a>
</footer>
<dialog id="dialog" aria-labelledby="dialog-title">
  <form id="request" method="dialog">
    <header>
      <h2 id="dialog-title"></h2>
      <button type="button" id="close" class="quiet">Close</button>
    </header>
    <label for="request-path">Path</label>
    <input id="request-path" autocomplete="off" spellcheck="false">
    <label for="request-headers">Headers <span class="muted">one a line; Prefer: code=404 asks for that answer</span></label>
    <textarea id="request-headers" rows="2" spellcheck="false"></textarea>
    <div id="request-body-part">
      <label for="request-body">Body</label>
      <textarea id="request-body" rows="8" spellcheck="false"></textarea>
    </div>
    <button type="submit" id="send" autofocus>Send again</button>
  </form>
  <section aria-labelledby="answer-title">
    <h3 id="answer-title">Answer</h3>
    <p id="answer-status" role="status"></p>
    <pre id="answer-body" tabindex="0" aria-label="Body of the answer" hidden></pre>
  </section>
</dialog>
<script>${script}</script>
</body>
</html>
`;
}

/** Returns the header of a column by which the table can be sorted. */
function sortable(style: string, column: string, label: string): string {
  return `<th role="columnheader" scope="col" class="${style}" data-sort="${column}"><button type="button">${label}<span class="arrow" aria-hidden="true"></span></button></th>`;
}
