/**
 * Script of the page: asks for `routes.json` (`RoutesReport`) every two seconds and brings the table up to date,
 * touching only what changed. A text because the server sends it as it is; it contains no backquote and no backslash.
 */
export const script = /* js */ `
"use strict";
const interval = 2000;
const longest = 100000;
const lineEnd = String.fromCharCode(10);
const byId = (id) => document.getElementById(id);
const rows = new Map();
let report;
let order = "";
let opener;
let sending;

async function refresh() {
  if (!document.hidden || report === undefined) {
    try {
      const response = await fetch("/_understudy/routes.json", { cache: "no-store" });
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
    const fixed = JSON.stringify({ ...route, achieved: null });
    let row = rows.get(route.key);
    if (row === undefined || row.fixed !== fixed) {
      row = makeRow(route, fixed);
      rows.set(route.key, row);
    }
    update(row, route);
  }
  for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
  const now = [...keys].map((key) => rows.get(key));
  const nowOrder = now.map((row) => row.fixed).join();
  if (nowOrder !== order) {
    order = nowOrder;
    const focused = document.activeElement?.closest("tr")?.dataset.key;
    byId("routes").replaceChildren(...now.map((row) => row.element));
    if (focused !== undefined) rows.get(focused)?.element.querySelector("a, button")?.focus();
    filter();
  }
  const requests = report.routes.reduce((sum, route) => sum + (route.achieved?.count ?? 0), 0);
  const totals = [plural(report.routes.length, "route"), plural(requests, "request") + " answered"];
  if (report.unmatched > 0) totals.push(plural(report.unmatched, "request") + " that no route fits");
  setText(byId("totals"), totals.join(" · "));
  document.querySelector("table").setAttribute("aria-busy", "false");
}

function makeRow(route, fixed) {
  const element = make("tr", { role: "row" });
  element.dataset.key = route.key;
  const method = make("td", { role: "cell", class: "method" }, route.method);
  method.dataset.method = route.method;
  const path = make("th", { role: "rowheader", scope: "row", class: "path" }, template(route.path));
  if (route.deprecated) path.append(" ", make("span", { class: "flag" }, "deprecated"));
  if (route.summary) path.append(make("div", { class: "summary" }, route.summary));
  const times = ["p50", "p95", "p99"].map((name) => makeTime(name, route.target?.[name]));
  const count = make("span", {}, "");
  const unit = make("span", { class: "unit", "aria-hidden": "true" }, "");
  element.append(
    method,
    path,
    make("td", { role: "cell", class: "try" }, tryControl(route)),
    make("td", { role: "cell", class: "profile" }, unbroken(route.profile)),
    ...times.map((time) => time.element),
    make("td", { role: "cell", class: "count" }, count, unit),
  );
  const text = (route.key + " " + (route.summary ?? "")).toLowerCase();
  return { element, fixed, times, count, unit, text };
}

function makeTime(name, target) {
  const measured = make("span", {}, "–");
  const element = make(
    "td",
    { role: "cell", class: "time " + name },
    make("span", { class: "measured" }, make("span", { class: "name", "aria-hidden": "true" }, name + " "), measured),
  );
  let fill;
  if (target !== undefined) {
    fill = make("i", {});
    element.append(
      make("span", { class: "bar", "aria-hidden": "true" }, fill, make("b", {})),
      make("span", { class: "target" }, "target " + duration(target)),
    );
  }
  return { name, element, measured, target, fill };
}

function update(row, route) {
  const achieved = route.achieved;
  const count = achieved?.count ?? 0;
  setText(row.count, count.toLocaleString("en"));
  setText(row.unit, count === 1 ? " request" : " requests");
  for (const time of row.times) {
    const ms = achieved?.[time.name];
    setText(time.measured, ms === undefined ? "–" : duration(ms));
    if (time.fill === undefined) continue;
    // The mark stands at two thirds, so that a bar has room to go past it.
    const share = ms === undefined ? 0 : time.target > 0 ? ms / time.target / 1.5 : 1;
    time.fill.style.width = Math.min(100, 100 * share).toFixed(1) + "%";
  }
}

/** "p50 20ms p95 120ms" breaks between its pairs only. */
function unbroken(profile) {
  return profile.replace(/([a-z][a-z0-9.]*) (?=[0-9])/g, "$1" + String.fromCharCode(160));
}

function template(path) {
  const parts = path.split(/([{][^}]*[}]|[/])/).filter((part) => part !== "");
  const element = make("span", { class: "template" });
  for (const part of parts) {
    element.append(part.startsWith("{") ? make("span", {}, part) : part);
    if (part === "/") element.append(make("wbr", {}));
  }
  return element;
}

function tryControl(route) {
  const what = make("span", { class: "away" }, " " + route.key);
  if (route.method === "GET" && route.tryHeaders === undefined) {
    const arrow = make("span", { "aria-hidden": "true" }, " ↗");
    const where = make("span", { class: "away" }, " (new tab)");
    return make("a", { class: "button", href: route.tryPath, target: "_blank", rel: "noreferrer" }, "Open", what, where, arrow);
  }
  const button = make("button", { type: "button", "aria-haspopup": "dialog" }, "Send", what);
  button.addEventListener("click", () => openDialog(route));
  return button;
}

function openDialog(route) {
  opener = route;
  setText(byId("dialog-title"), route.key);
  byId("request-path").value = route.tryPath;
  byId("request-body-part").hidden = route.tryBody === undefined;
  byId("request-body").value = route.tryBody?.text ?? "";
  const headers = { ...(route.tryBody && { "content-type": route.tryBody.type }), ...route.tryHeaders };
  byId("request-headers").value = Object.entries(headers).map((entry) => entry.join(": ")).join(lineEnd);
  byId("dialog").showModal();
  send();
}

async function send() {
  sending?.abort();
  const mine = new AbortController();
  sending = mine;
  const status = byId("answer-status");
  const body = byId("answer-body");
  body.hidden = true;
  setText(status, "Waiting for the answer …");
  const init = { method: opener.method, signal: mine.signal, redirect: "manual", cache: "no-store" };
  if (opener.tryBody !== undefined && opener.method !== "GET" && opener.method !== "HEAD") {
    init.body = byId("request-body").value;
  }
  try {
    init.headers = headersOf(byId("request-headers").value);
    const start = performance.now();
    const response = await fetch(byId("request-path").value, init);
    const bytes = await response.arrayBuffer();
    const took = duration(performance.now() - start);
    if (response.type === "opaqueredirect") {
      setText(status, "A redirect, after " + took + ". A browser does not show its details to a page.");
      return;
    }
    const type = response.headers.get("content-type") ?? "";
    status.replaceChildren(
      make("strong", {}, (response.status + " " + response.statusText).trim()),
      " in " + took + (bytes.byteLength === 0 ? ", without a body" : type === "" ? "" : ", " + type),
    );
    if (bytes.byteLength > 0) {
      setText(body, readable(bytes, type));
      body.hidden = false;
    }
  } catch (error) {
    if (!mine.signal.aborted) setText(status, "The browser did not get an answer: " + error.message);
  }
}

function headersOf(text) {
  const headers = new Headers();
  for (const line of text.split(lineEnd).filter((line) => line.trim() !== "")) {
    const [name, ...value] = line.split(":");
    if (name.trim().toLowerCase() === "cookie") keepCookies(value.join(":"));
    else headers.append(name.trim(), value.join(":").trim());
  }
  return headers;
}

/** A page cannot send the header Cookie itself; the browser adds to a request what it keeps. */
function keepCookies(value) {
  for (const pair of value.split(";")) document.cookie = pair.trim() + "; path=/; max-age=10; samesite=strict";
}

function readable(bytes, type) {
  if (!/json|text|xml|yaml|html|javascript|urlencoded/.test(type)) return bytes.byteLength + " bytes";
  let text = new TextDecoder().decode(bytes);
  if (type.includes("json")) {
    try {
      text = JSON.stringify(JSON.parse(text), null, 2);
    } catch {}
  }
  return text.length <= longest ? text : text.slice(0, longest) + " … and " + (text.length - longest) + " characters more";
}

function filter() {
  const words = byId("filter").value.toLowerCase().split(" ").filter((word) => word !== "");
  let shown = 0;
  for (const row of rows.values()) {
    const fits = words.every((word) => row.text.includes(word));
    row.element.hidden = !fits;
    if (fits) shown += 1;
  }
  setText(byId("shown"), words.length === 0 ? "" : shown + " of " + plural(rows.size, "route"));
}

function trouble(text) {
  setText(byId("trouble"), text);
  byId("trouble").hidden = text === "";
}

function duration(ms) {
  if (ms < 9.95) return ms.toFixed(1).replace(".0", "") + " ms";
  if (ms < 999.5) return ms.toFixed(0) + " ms";
  return ms < 60000 ? Number((ms / 1000).toPrecision(3)) + " s" : Number((ms / 60000).toPrecision(3)) + " min";
}

function plural(count, noun) {
  return count.toLocaleString("en") + " " + noun + (count === 1 ? "" : "s");
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

byId("filter").addEventListener("input", filter);
byId("close").addEventListener("click", () => byId("dialog").close());
byId("dialog").addEventListener("close", () => sending?.abort());
byId("request").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
refresh();
`;
