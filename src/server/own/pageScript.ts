import { dialog } from "./pageDialog.ts";
import { helpers } from "./pageHelpers.ts";
import { table } from "./pageTable.ts";

/**
 * Script of the page: requests `routes.json` (`RoutesReport`) every two seconds and updates the table, but only what
 * has changed. It is a text because the server sends it as it is; no part of it has a backquote or a backslash.
 */
export const script = /* js */ `
"use strict";
${helpers}${table}${dialog}
const interval = 2000;
/** Rows by their routes' keys, in matching order. */
const rows = new Map();
let report;

async function refresh() {
  if (!document.hidden || report === undefined) {
    try {
      const response = await fetch(below("/_understudy/routes.json"), { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      report = await response.json();
      show();
      trouble("");
    } catch {
      trouble("The mock server does not answer. What you see is the last it said; asking again.");
    }
  }
  setTimeout(refresh, interval);
}

function show() {
  setText(byId("service"), report.service);
  setText(byId("title"), report.title);
  document.title = report.title + " · Understudy";
  const keys = new Set();
  for (const route of report.routes) {
    keys.add(route.key);
    const fixed = JSON.stringify({ ...route, achieved: null, queue: route.queue !== undefined });
    let row = rows.get(route.key);
    if (row === undefined || row.fixed !== fixed) {
      row = makeRow(route, fixed);
      rows.set(route.key, row);
    }
    update(row, route);
  }
  for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
  const inMatchingOrder = [...keys].map((key) => [key, rows.get(key)]);
  rows.clear();
  for (const [key, row] of inMatchingOrder) rows.set(key, row);
  arrange();
  byId("doubt").hidden = document.querySelector(".uncertain") === null;
  const requests = report.routes.reduce((sum, route) => sum + (route.achieved?.count ?? 0), 0);
  const totals = [plural(report.routes.length, "route"), plural(requests, "request") + " answered"];
  if (report.unmatched > 0) totals.push(plural(report.unmatched, "request") + " that no route fits");
  setText(byId("totals"), totals.join(" · "));
  document.querySelector("table").setAttribute("aria-busy", "false");
}

function trouble(text) {
  setText(byId("trouble"), text);
  byId("trouble").hidden = text === "";
}

for (const header of document.querySelectorAll("th[data-sort]")) {
  header.querySelector("button").addEventListener("click", () => sortBy(header));
}
byId("filter").addEventListener("input", filter);
byId("clear").addEventListener("click", clearFilter);
byId("close").addEventListener("click", () => byId("dialog").close());
byId("dialog").addEventListener("close", () => sending?.abort());
byId("request").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
refresh();
`;
