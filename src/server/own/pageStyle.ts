import { colours } from "./pageColours.ts";

/**
 * Style of the page. All colours are custom properties, once for light and once for dark; every text has a contrast of
 * at least 4.5 with its background. Below 68rem a row of the table becomes a card.
 */
export const style = /* css */ `
${colours}* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; padding: 2.25rem clamp(1rem, 3vw, 3rem) 3rem; max-width: 92rem;
  background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
}
p, h1, h2, h3 { margin: 0; }
h1 { font-size: clamp(1.4rem, 1.1rem + 1.2vw, 1.9rem); line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; overflow-wrap: anywhere; }
h2 { font: 600 1rem/1.4 var(--mono); overflow-wrap: anywhere; }
h3, label { font-size: 0.8125rem; font-weight: 600; }
a { color: var(--accent); text-underline-offset: 0.2em; }
abbr { text-decoration: none; }
.muted { color: var(--muted); }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }

.eyebrow { font-size: 0.8125rem; margin-bottom: 0.35rem; color: var(--muted); }
.brand { color: var(--accent); font-weight: 650; }
#service:not(:empty)::before { content: "/"; margin-right: 0.35em; color: var(--muted); }
#totals { margin-top: 0.35rem; font-variant-numeric: tabular-nums; }
#trouble { margin: 0 0 1rem; padding: 0.6rem 0.9rem; border-radius: 8px; background: var(--alert-ground); color: var(--alert); }

.toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin: 1.5rem 0 1rem; }
input, textarea {
  font: 0.875rem/1.4 var(--mono); color: var(--ink); background: var(--surface);
  border: 1px solid var(--edge); border-radius: 8px; padding: 0.5rem 0.7rem; width: 100%;
}
input::placeholder { color: var(--muted); opacity: 1; }
#filter { flex: 0 1 22rem; min-width: 10rem; width: auto; }
button, .button {
  display: inline-block; font: 600 0.8125rem/1 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  color: var(--accent); background: var(--surface); text-decoration: none; white-space: nowrap;
  border: 1px solid var(--line); border-radius: 7px; padding: 0.5rem 0.7rem; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--accent); background: var(--raised); }
#send { color: var(--on-accent); background: var(--accent); border-color: var(--accent); padding: 0.65rem 1rem; }
#send:hover { background: var(--ink); color: var(--ground); border-color: var(--ink); }

table { width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
caption { text-align: left; padding: 0 0 0.75rem; color: var(--muted); font-size: 0.8125rem; }
.legend { white-space: nowrap; }
.legend .bar { display: inline-block; width: 3.5rem; vertical-align: middle; margin: 0 0.35rem 0 0.5rem; }
.legend .bar i { width: 60%; }
th, td { text-align: left; vertical-align: top; padding: 0.7rem 0.75rem; font-weight: inherit; }
thead th {
  position: sticky; top: 0; z-index: 1; background: var(--surface); color: var(--muted);
  font-size: 0.75rem; font-weight: 600; padding-block: 0.6rem; border-bottom: 1px solid var(--line);
}
thead button {
  font: inherit; line-height: inherit; color: inherit; background: none; border: 0; border-radius: 4px;
  position: relative; margin: -0.2rem -0.35rem; padding: 0.2rem 0.35rem;
}
thead button:hover { color: var(--accent); background: var(--raised); }
th[aria-sort] button { color: var(--ink); }
.arrow { position: absolute; left: calc(100% - 0.25rem); }
th[aria-sort="ascending"] .arrow::after { content: "↑"; }
th[aria-sort="descending"] .arrow::after { content: "↓"; }
#nothing { padding: 2.5rem 1rem; text-align: center; color: var(--muted); background: var(--surface); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
#nothing button { margin-left: 0.5rem; }
thead th:first-child { border-top-left-radius: 12px; }
thead th:last-child { border-top-right-radius: 12px; }
tbody tr:not(:last-child) > * { border-bottom: 1px solid var(--line); }
tbody tr:hover > * { background: var(--raised); }
tbody tr:last-child > :first-child { border-bottom-left-radius: 12px; }
tbody tr:last-child > :last-child { border-bottom-right-radius: 12px; }
th:first-child, td:first-child { padding-left: 1.1rem; }
th:last-child, td:last-child { padding-right: 1.1rem; }
.method { width: 6.25rem; } .try { width: 6rem; } .profile { width: 12.75rem; } .time { width: 7rem; } .count { width: 6.5rem; }
td.method { font: 650 0.75rem/1.5rem var(--mono); letter-spacing: 0.02em; color: var(--ink); }
td[data-method="GET"] { color: var(--get); } td[data-method="POST"] { color: var(--post); }
td[data-method="PUT"] { color: var(--put); } td[data-method="PATCH"] { color: var(--patch); }
td[data-method="DELETE"] { color: var(--delete); }
td.try { padding-block: 0.5rem; }
.template { font: 0.875rem/1.5rem var(--mono); overflow-wrap: anywhere; }
.template span { color: var(--accent); }
.summary, .tags { color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.flag { border: 1px solid var(--line); border-radius: 5px; padding: 0 0.35rem; font-size: 0.75rem; color: var(--muted); white-space: nowrap; }
td.profile { font-size: 0.8125rem; line-height: 1.4rem; color: var(--muted); overflow-wrap: anywhere; }
td.time, td.count { font-variant-numeric: tabular-nums; }
.count { text-align: right; }
.measured { display: block; white-space: nowrap; }
.uncertain .measured { color: var(--muted); }
.target { display: block; font-size: 0.75rem; color: var(--muted); white-space: nowrap; }
.name { display: none; }
.bar { display: block; position: relative; height: 4px; margin: 0.2rem 0 0.25rem; border-radius: 2px; background: var(--track); }
.bar i { display: block; height: 100%; width: 0; border-radius: 2px; background: var(--accent); }
.bar b { position: absolute; left: 66.7%; top: -3px; width: 2px; height: 10px; margin-left: -1px; border-radius: 1px; background: var(--ink); box-shadow: 0 0 0 1.5px var(--surface); }
footer { margin-top: 1.5rem; font-size: 0.8125rem; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }

dialog {
  width: min(36rem, 100vw); max-width: none; height: 100dvh; max-height: none; margin: 0 0 0 auto; padding: 1.5rem;
  border: 0; border-left: 1px solid var(--line); background: var(--surface); color: var(--ink); overflow: auto;
}
dialog::backdrop { background: rgb(10 8 14 / 0.45); }
dialog header { display: flex; justify-content: space-between; align-items: start; gap: 1rem; margin-bottom: 1rem; }
dialog label { display: block; margin: 0.75rem 0 0.3rem; }
dialog label .muted { font-weight: 400; }
dialog textarea { display: block; resize: vertical; }
#send { margin-top: 0.9rem; }
dialog section { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
#answer-status { margin-top: 0.35rem; font-variant-numeric: tabular-nums; }
#answer-status strong { font-size: 1.125rem; }
pre {
  margin: 0.75rem 0 0; padding: 0.9rem; border-radius: 8px; background: var(--raised);
  font: 0.8125rem/1.55 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere;
}

@media (max-width: 68rem) {
  body { padding-top: 1.25rem; }
  table, tbody, tr, td, tbody th { display: block; width: auto; }
  caption { display: block; }
  .method, .try, .profile, .time, .count { width: auto; }
  .legend { white-space: normal; }
  .legend .bar { margin-left: 0; }
  table { background: none; border: 0; }
  thead { display: block; margin-bottom: 0.75rem; }
  thead tr { display: flex; flex-wrap: wrap; gap: 0.35rem; }
  thead th, thead th:first-child, thead th:last-child { position: static; padding: 0; border: 0; background: none; }
  thead .try { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .arrow { position: static; margin-left: 0.2rem; }
  thead button { margin: 0; padding: 0.3rem 0.5rem; border: 1px solid var(--line); background: var(--surface); }
  tbody tr {
    display: grid; grid-template: "method count try" auto "path path path" auto "profile profile profile" auto "p50 p95 p99" auto / minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr);
    gap: 0.25rem 0.6rem; margin-bottom: 0.75rem; padding: 0.75rem 0.9rem 0.9rem;
    background: var(--surface); border: 1px solid var(--line); border-radius: 12px;
  }
  tbody tr > *, tbody tr:not(:last-child) > * { padding: 0; border: 0; border-radius: 0; }
  tbody tr:hover > * { background: none; }
  td.method { grid-area: method; align-self: center; } td.try { grid-area: try; padding: 0; justify-self: end; }
  th.path { grid-area: path; margin-bottom: 0.25rem; } td.profile { grid-area: profile; }
  td.count { grid-area: count; justify-self: end; align-self: center; white-space: nowrap; font-size: 0.8125rem; line-height: 1.5rem; color: var(--muted); }
  td.p50 { grid-area: p50; } td.p95 { grid-area: p95; } td.p99 { grid-area: p99; }
  td.time { font-size: 0.875rem; }
  .name { display: inline; color: var(--muted); font-size: 0.75rem; }
}
@media (max-width: 24rem) { .target { font-size: 0.6875rem; } }
@media (min-width: 68.01rem) { .unit { display: none; } }
@media (prefers-reduced-motion: no-preference) { .bar i { transition: width 0.4s ease-out; } }
@media (forced-colors: active) { .bar { border: 1px solid; } .bar i { background: Highlight; } .bar b { background: CanvasText; } }
`;
