import { colours } from "./pageColours.ts";

/**
 * Style of the pages that are written as one file: text, facts, a toolbar, tables, and how they are printed. Every text has a
 * contrast of at least 4.5 with its background.
 */
export const reportStyle = /* css */ `
${colours}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0 auto; padding: 2.25rem clamp(1rem, 3vw, 3rem) 3rem; max-width: 78rem; background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
}
p, h1, h2, h3, h4, dl, dd, figure { margin: 0; }
h1 { font-size: clamp(1.4rem, 1.1rem + 1.2vw, 1.9rem); line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; }
h2 { font-size: 1.0625rem; margin: 2rem 0 0.6rem; }
h3 { display: inline; font: 600 0.875rem/1.5 var(--mono); overflow-wrap: anywhere; }
h4 { font-size: 0.8125rem; margin: 1.5rem 0 0.5rem; }
.muted, caption { color: var(--muted); }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.eyebrow { font-size: 0.8125rem; margin-bottom: 0.35rem; color: var(--muted); }
.brand { color: var(--accent); font-weight: 650; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0.5rem 1.5rem; margin-top: 1rem; font-size: 0.8125rem; }
dt { color: var(--muted); }
dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
#toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin-top: 1.5rem; }
label { font-size: 0.8125rem; font-weight: 600; }
input { font: 0.875rem/1.4 var(--mono); color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; padding: 0.5rem 0.7rem; flex: 0 1 22rem; min-width: 10rem; }
input::placeholder { color: var(--muted); opacity: 1; }
button { font: 600 0.8125rem/1 inherit; font-family: inherit; color: var(--accent); background: var(--surface); border: 1px solid var(--line); border-radius: 7px; padding: 0.5rem 0.7rem; cursor: pointer; }
button:hover { border-color: var(--accent); background: var(--raised); }
.is { font: 650 0.75rem/1.5rem var(--mono); margin-right: 0.6rem; white-space: nowrap; }
.scroll { max-height: 18rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; }
.wide { margin-top: 0.75rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.8125rem; }
th, td { text-align: right; padding: 0.2rem 0.6rem; font-weight: inherit; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { position: sticky; top: 0; background: var(--raised); color: var(--muted); font-size: 0.75rem; font-weight: 600; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody .is { margin: 0; }
footer { margin-top: 1.5rem; font-size: 0.8125rem; }

@media print {
  :root {
    color-scheme: light; --ground: #fff; --surface: #fff; --raised: #fff; --ink: #000; --muted: #444; --line: #ccc; --edge: #777;
    --accent: #6d3b8f; --track: #eee; --get: #1d5f8a; --post: #2b6a3a; --put: #8a5200; --delete: #a3292f;
  }
  body { padding: 0; max-width: none; font-size: 9pt; }
  #toolbar { display: none !important; }
  * { print-color-adjust: exact; }
}
`;
