import { TICKS } from "./pageData.ts";

/** The three plots of a route. Part of `pageScript.ts`. */
export const plots = /* js */ `
/** Latency over probability. On these axes a log-normal distribution is a straight line, and the tail has room. */
function distribution(key, route) {
  const names = report.grids[route.g ?? 0];
  const [target, measured, from, to] = [route.t, route.d, route.l, route.u].map(unpackTimes);
  const last = Math.max(names.findLastIndex((_, i) => measured[i] !== null), names.findLastIndex((name) => route.q.some((one) => one[0] === name)));
  const shown = names.map((_, i) => i).filter((i) => i <= last);
  const scores = shown.map((i) => report.z[names[i]]);
  const x = linear(Math.min(...scores), Math.max(...scores), plot.left + 6, plot.right - 6);
  const [low, high] = rangeOf([...shown.flatMap((i) => [target[i], measured[i]]), ...route.q.flatMap((one) => one.slice(2))]);
  const y = logarithmic(low, high, plot.bottom, plot.top);
  const height = (ms) => (ms === null ? plot.top : Math.max(plot.top, Math.min(plot.bottom, y(ms))));
  const sure = shown.filter((i) => from[i] !== null);
  const band = [...sure.map((i) => [x(report.z[names[i]]), height(to[i])]), ...sure.toReversed().map((i) => [x(report.z[names[i]]), height(from[i])])];
  const curve = (times) => line(shown.map((i) => [x(report.z[names[i]]), times[i] === null ? null : height(times[i])]));
  const marks = route.q.flatMap(([name, verdict, , least, most, value]) => {
    const at = x(report.z[name]);
    const allowed = draw("path", { class: "allowed", d: "M" + place(at - 4) + " " + place(height(least)) + "H" + place(at + 4) + "V" + place(height(most)) + "H" + place(at - 4) + "Z" });
    if (value === null) return [allowed];
    const [cx, cy] = [place(at), place(height(value))];
    const dot = verdict === "f"
      ? draw("path", { class: "cross", d: "M" + place(at - 5) + " " + place(height(value) - 5) + "l10 10m0 -10l-10 10" })
      : draw("circle", { class: verdict === "p" ? "dot" : "dot open", cx, cy, r: 4 });
    return [allowed, dot];
  });
  const ticks = ${JSON.stringify(TICKS)}.filter((name) => report.z[name] >= Math.min(...scores) && report.z[name] <= Math.max(...scores)).map((name) => [x(report.z[name]), name]);
  return figure(
    "Distribution",
    [["target", "asked"], ["measured", "measured"], ["band", "its 95 % interval"], ["allowed", "allowed"]],
    picture(
      "Distribution of " + key + ": latency on a log axis over probability on a normal axis. The table beside it has the values.",
      yAxis(logTicks(low, high), y),
      xAxis(ticks, "quantile"),
      draw("path", { class: "band", d: line(band) + (band.length > 0 ? "Z" : "") }),
      ...marks.filter((mark) => mark.getAttribute("class") === "allowed"),
      draw("path", { class: "target", d: curve(target) }),
      draw("path", { class: "measured", d: curve(measured) }),
      ...marks.filter((mark) => mark.getAttribute("class") !== "allowed"),
    ),
    valuesTable(
      "Distribution of " + key,
      ["quantile", "asked", "measured", "from", "to"],
      names.map((name, i) => [name, time(target[i]), timeText(measured[i], "–"), timeText(from[i], "–"), timeText(to[i], "no bound")]),
    ),
  );
}

function histogram(key, [first, growth, greatest, packedMeasured, packedTarget]) {
  const [measured, target] = [packedMeasured, packedTarget].map((text) => unpackShares(text, greatest));
  const edges = [...measured, 0].map((_, i) => first * growth ** i);
  const x = logarithmic(edges[0], edges.at(-1), plot.left, plot.right);
  const y = linear(0, greatest * 1.05, plot.bottom, plot.top);
  const bars = measured.map((share, i) => share === 0 ? "" : "M" + place(x(edges[i]) + 0.5) + " " + plot.bottom + "V" + place(y(share)) + "H" + place(x(edges[i + 1]) - 0.5) + "V" + plot.bottom + "Z").join("");
  const steps = target.map((share, i) => (i === 0 ? "M" : "L") + place(x(edges[i])) + " " + place(y(share)) + "H" + place(x(edges[i + 1]))).join("");
  const percent = (share) => (share * 100).toFixed(1) + " %";
  const shares = [0, 0.25, 0.5, 0.75, 1].map((part) => part * greatest);
  const axis = draw("g", {}, ...shares.flatMap((share) => [
    draw("path", { class: "grid", d: "M" + plot.left + " " + place(y(share)) + "H" + plot.right }),
    draw("text", { class: "y", x: plot.left - 8, y: place(y(share) + 4) }, percent(share)),
  ]));
  return figure(
    "Histogram",
    [["target", "asked"], ["bars", "measured"]],
    picture(
      "Histogram of " + key + ": share of requests over latency on a log axis. The table beside it has the values.",
      axis,
      xAxis(logTicks(edges[0], edges.at(-1)).map((tick) => [x(tick), time(tick)]), "latency"),
      draw("path", { class: "bars", d: bars }),
      draw("path", { class: "target", d: steps }),
    ),
    valuesTable(
      "Histogram of " + key,
      ["latency", "asked", "measured"],
      measured.map((share, i) => [time(edges[i]) + " to " + time(edges[i + 1]), percent(target[i]), percent(share)]),
    ),
  );
}

function course(key, [seconds, ...packed], quantiles) {
  const [p50, p95, most] = packed.map(unpackSeries);
  const end = p50.length * seconds;
  const x = linear(0, end, plot.left, plot.right);
  const targets = quantiles.filter((one) => one[0] === "p50" || one[0] === "p95");
  const [low, high] = rangeOf([...p50, ...p95, ...most, ...targets.map((one) => one[2])]);
  const y = logarithmic(low, high, plot.bottom, plot.top);
  const points = (times) => times.map((ms, i) => [x((i + 0.5) * seconds), ms === null ? null : y(ms)]);
  const dots = points(most).map(([cx, cy]) => cy === null ? "" : "M" + place(cx - 2) + " " + place(cy) + "h4").join("");
  const clock = (at) => (at < 60 ? Number(at.toPrecision(3)) + " s" : Number((at / 60).toPrecision(3)) + " min");
  return figure(
    "Course",
    [["target", "p50 and p95 as asked"], ["measured", "p50"], ["second", "p95"], ["most", "slowest"]],
    picture(
      "Course of " + key + ": latency on a log axis over the time of the run. The table beside it has the values.",
      yAxis(logTicks(low, high), y),
      xAxis([0, 0.25, 0.5, 0.75, 1].map((part) => [x(part * end), clock(part * end)]), "time since the start"),
      draw("path", { class: "target", d: targets.map((one) => "M" + plot.left + " " + place(y(one[2])) + "H" + plot.right).join("") }),
      draw("path", { class: "most", d: dots }),
      draw("path", { class: "second", d: line(points(p95)) }),
      draw("path", { class: "measured", d: line(points(p50)) }),
    ),
    valuesTable(
      "Course of " + key,
      ["from", "p50", "p95", "slowest"],
      p50.map((ms, i) => [clock(i * seconds), timeText(ms, "–"), timeText(p95[i], "–"), timeText(most[i], "–")]),
    ),
  );
}
`;
