import { helpers } from "../../server/own/pageHelpers.ts";
import { drawing } from "./drawScript.ts";
import { plots } from "./plotScript.ts";

/**
 * Script of the page: draws the plots of a route when it is opened. It is a text because the page holds it as it is; no
 * part of it has a backquote or a backslash.
 */
export const script = /* js */ `
"use strict";
${helpers}${drawing}${plots}
const report = JSON.parse(byId("report").textContent);
const sections = [...document.querySelectorAll("main details")];

function range(from, to) {
  if (from === null) return "never answered";
  return to === null ? "at least " + time(from) : from === to ? time(from) : time(from) + " to " + time(to);
}

const verdicts = { p: "pass", f: "fail", u: "undecided" };

/** The quantiles that decide. */
function decisive(key, route) {
  const rows = route.q.map(([name, verdict, target, least, most, value, from, to, targetTo = target]) => [name, range(target, targetTo), range(least, most), timeText(value, "–"), range(from, to), verdicts[verdict]]);
  const table = valuesTable("Quantiles of " + key, ["quantile", "asked", "allowed", "measured", "interval", "verdict"], rows);
  table.className = "wide";
  for (const row of table.querySelectorAll("tbody tr")) row.lastChild.className = "is " + row.lastChild.textContent;
  return table;
}

function bands(key, rows) {
  const percent = (share) => (share * 100).toFixed(2) + " %";
  const table = valuesTable("Bands of " + key, ["band", "share asked", "measured", "delay asked", "measured", "verdict"], rows.map(([name, share, found, delay, value, verdict]) => [name, percent(share), percent(found), time(delay), timeText(value, "–"), verdict]));
  table.className = "wide";
  return make("section", {}, make("h4", {}, "Bands"), table);
}

function fill(details) {
  const route = report.routes[sections.indexOf(details)];
  if (details.childElementCount > 1) return;
  const body = make("div", { class: "body" });
  details.append(body);
  const key = details.querySelector("h3").textContent;
  const facts = [plural(route.n, "request")];
  if (route.f !== undefined) facts.unshift(route.f);
  if (route.s !== undefined) facts.push("answers: " + route.s);
  body.append(make("p", { class: "muted" }, facts.join(" · ")));
  if (route.q.length > 0) body.append(decisive(key, route));
  if (route.b !== undefined) body.append(bands(key, route.b));
  if (route.t !== "") body.append(distribution(key, route));
  if (route.h !== undefined) body.append(histogram(key, route.h));
  if (route.c !== undefined) body.append(course(key, route.c, route.q));
}

function filter() {
  const words = byId("filter").value.toLowerCase().split(" ").filter((word) => word !== "");
  let shown = 0;
  for (const details of sections) {
    const text = details.querySelector("summary").textContent.toLowerCase();
    details.hidden = !words.every((word) => text.includes(word));
    if (!details.hidden) shown += 1;
  }
  for (const group of document.querySelectorAll("main section.group")) {
    group.hidden = group.querySelector("details:not([hidden])") === null;
  }
  setText(byId("shown"), words.length === 0 ? "" : shown + " of " + plural(sections.length, "route"));
}

function openAll(isOpen) {
  for (const details of sections) if (!details.hidden) details.open = isOpen;
}

for (const details of sections) {
  details.addEventListener("toggle", () => details.open && fill(details));
  if (details.open) fill(details);
}
byId("filter").addEventListener("input", filter);
byId("open").addEventListener("click", () => openAll(true));
byId("close").addEventListener("click", () => openAll(false));
byId("toolbar").hidden = false;
// Sections that were opened just before have not been filled yet.
addEventListener("beforeprint", () => sections.filter((details) => details.open).forEach(fill));
`;
