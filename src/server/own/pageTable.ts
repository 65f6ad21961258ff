/** The page's table: its rows, their order, and the filter. Part of `pageScript.ts`. */
export const table = /* js */ `
/** Numbers of requests with 10 of them beyond the quantile. With fewer, a single slow request changes the value. */
const leastRequests = { p95: 200, p99: 1000 };

/** The values by which columns are sorted: of quantiles the measured ones. A null is always last. */
const sortKeys = {
  method: (route) => route.method,
  path: (route) => route.path,
  profile: (route) => route.target?.p50 ?? null,
  p50: (route) => route.achieved?.p50 ?? null,
  p95: (route) => route.achieved?.p95 ?? null,
  p99: (route) => route.achieved?.p99 ?? null,
  count: (route) => route.achieved?.count ?? 0,
};
/** Column and direction; undefined for matching order. */
let sorting;

function makeRow(route, fixed) {
  const element = make("tr", { role: "row" });
  element.dataset.key = route.key;
  const method = make("td", { role: "cell", class: "method" }, route.method);
  method.dataset.method = route.method;
  const path = make("th", { role: "rowheader", scope: "row", class: "path" }, template(route.path));
  if (route.deprecated) path.append(" ", make("span", { class: "flag" }, "deprecated"));
  const tags = route.tags ?? [];
  for (const tag of tags.filter(isBadge)) path.append(" ", make("span", { class: "flag" }, tag.titles.at(-1)));
  const trails = tags.filter((tag) => !isBadge(tag)).map((tag) => tag.titles.join(" › "));
  if (trails.length > 0) path.append(make("div", { class: "tags" }, trails.join(", ")));
  if (route.summary) path.append(make("div", { class: "summary" }, route.summary));
  const times = ["p50", "p95", "p99"].map((name) => makeTime(name, route.target?.[name]));
  const queue = route.queue === undefined ? undefined : make("div", { class: "summary" }, "");
  const count = make("span", {}, "");
  const unit = make("span", { class: "unit", "aria-hidden": "true" }, "");
  element.append(
    method,
    path,
    make("td", { role: "cell", class: "try" }, tryControl(route)),
    make("td", { role: "cell", class: "profile" }, unbroken(route.profile), queue ?? ""),
    ...times.map((time) => time.element),
    make("td", { role: "cell", class: "count" }, count, unit),
  );
  const titles = tags.flatMap((tag) => tag.titles).join(" ");
  const text = [route.key, route.summary ?? "", titles].join(" ").toLowerCase();
  return { element, fixed, times, count, unit, queue, text };
}

function isBadge(tag) {
  return tag.kind === "badge";
}

function makeTime(name, target) {
  const measured = make("span", {}, "–");
  const doubt = make("span", { class: "away" }, " uncertain");
  const element = make(
    "td",
    { role: "cell", class: "time " + name },
    make("span", { class: "measured" }, make("span", { class: "name", "aria-hidden": "true" }, name + " "), measured, doubt),
  );
  let fill;
  if (target !== undefined) {
    fill = make("i", {});
    element.append(
      make("span", { class: "bar", "aria-hidden": "true" }, fill, make("b", {})),
      make("span", { class: "target" }, "target " + duration(target)),
    );
  }
  return { name, element, measured, doubt, target, fill };
}

function update(row, route) {
  const achieved = route.achieved;
  const count = achieved?.count ?? 0;
  row.route = route;
  setText(row.count, count.toLocaleString("en"));
  if (row.queue !== undefined) setText(row.queue, queueText(route.queue));
  setText(row.unit, count === 1 ? " request" : " requests");
  for (const time of row.times) {
    const ms = achieved?.[time.name];
    const least = leastRequests[time.name] ?? 0;
    const uncertain = ms !== undefined && count < least;
    setText(time.measured, ms === undefined ? "–" : (uncertain ? "~" : "") + duration(ms));
    time.doubt.hidden = !uncertain;
    time.element.classList.toggle("uncertain", uncertain);
    if (uncertain) time.element.title = time.name + " of " + plural(count, "request") + "; it is certain from " + least.toLocaleString("en") + " on";
    else time.element.removeAttribute("title");
    if (time.fill === undefined) continue;
    // The mark is at two thirds, so that a bar can be longer than the target.
    const share = ms === undefined ? 0 : time.target > 0 ? ms / time.target / 1.5 : 1;
    time.fill.style.width = Math.min(100, 100 * share).toFixed(1) + "%";
  }
}

function queueText(queue) {
  return queue.waiting.toLocaleString("en") + " waiting, " + queue.refused.toLocaleString("en") + " refused";
}

/** Allows line breaks only between the pairs of "p50 20ms p95 120ms". */
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

/** Brings the rows into the chosen order. A row that has the focus keeps it. */
function arrange() {
  const now = [...rows.values()];
  if (sorting !== undefined) now.sort(compareRows);
  const shownRows = byId("routes").children;
  if (now.length === shownRows.length && now.every((row, i) => row.element === shownRows[i])) return;
  const focused = document.activeElement?.closest("tbody tr")?.dataset.key;
  byId("routes").replaceChildren(...now.map((row) => row.element));
  if (focused !== undefined) rows.get(focused)?.element.querySelector("a, button")?.focus();
  filter();
}

/** Equal rows stay in matching order, because sorting is stable. */
function compareRows(one, other) {
  const a = sortKeys[sorting.column](one.route);
  const b = sortKeys[sorting.column](other.route);
  if (a === null || b === null) return (a === null) - (b === null);
  const ascending = typeof a === "string" ? a.localeCompare(b, "en") : a - b;
  return sorting.descending ? -ascending : ascending;
}

/**
 * The first press sorts text ascending and numbers descending, the second reverses, the third restores matching order.
 */
function sortBy(header) {
  const column = header.dataset.sort;
  const first = column !== "method" && column !== "path";
  if (sorting?.column !== column) sorting = { column, descending: first };
  else if (sorting.descending === first) sorting = { column, descending: !first };
  else sorting = undefined;
  for (const other of document.querySelectorAll("th[data-sort]")) {
    if (other !== header || sorting === undefined) other.removeAttribute("aria-sort");
    else other.setAttribute("aria-sort", sorting.descending ? "descending" : "ascending");
  }
  const how = sorting?.descending ? ", descending" : ", ascending";
  setText(
    byId("order"),
    sorting === undefined
      ? "The first route that fits a request answers it."
      : "Sorted by " + header.textContent.trim() + how + "; not in the order in which routes are matched.",
  );
  arrange();
}

function filter() {
  const text = byId("filter").value;
  const words = text.toLowerCase().split(" ").filter((word) => word !== "");
  let shown = 0;
  for (const row of rows.values()) {
    const fits = words.every((word) => row.text.includes(word));
    row.element.hidden = !fits;
    if (fits) shown += 1;
  }
  setText(byId("shown"), words.length === 0 ? "" : shown + " of " + plural(rows.size, "route"));
  const nothing = words.length > 0 && shown === 0;
  byId("nothing").hidden = !nothing;
  document.querySelector("table").hidden = nothing;
  setText(byId("sought"), text.trim());
}

function clearFilter() {
  byId("filter").value = "";
  byId("filter").focus();
  filter();
}
`;
