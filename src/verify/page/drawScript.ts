import { DIGITS, RANGE, SHORTEST, STEPS } from "./packTimes.ts";

/** What all plots use: unpacking, axes, paths. Part of `pageScript.ts`. */
export const drawing = /* js */ `
const digits = "${DIGITS}";
/** The plot's area, in the units of its picture. */
const plot = { left: 58, right: 574, top: 12, bottom: 236 };

function unpackTimes(text) {
  const times = [];
  for (let i = 0; i < text.length; i += 2) {
    const step = digits.indexOf(text[i]) * digits.length + digits.indexOf(text[i + 1]);
    times.push(text[i] === "~" ? null : ${SHORTEST} * Math.exp((step / ${STEPS}) * ${Math.log(RANGE)}));
  }
  return times;
}

function unpackSeries([low, high, text]) {
  const step = Math.log(high / low) / (digits.length - 1);
  return [...text].map((digit) => (digit === "~" ? null : low * Math.exp(digits.indexOf(digit) * step)));
}

function unpackShares(text, greatest) {
  return [...text].map((digit) => (digits.indexOf(digit) / (digits.length - 1)) * greatest);
}

/** Returns a time with three digits. The shortest that can be packed stands for none. */
function time(ms) {
  if (ms < ${SHORTEST} * 1.01) return "0 ms";
  if (ms < 999.5) return Number(ms.toPrecision(3)) + " ms";
  return Number((ms / (ms < 60000 ? 1000 : 60000)).toPrecision(3)) + (ms < 60000 ? " s" : " min");
}

function draw(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function place(value) {
  return String(Math.round(value * 10) / 10);
}

/** Returns a function from a value to its place between two ends. */
function linear(from, to, start, end) {
  const width = to - from || 1;
  return (value) => start + ((value - from) / width) * (end - start);
}

function logarithmic(from, to, start, end) {
  const scale = linear(Math.log(from), Math.log(to), start, end);
  return (value) => scale(Math.log(value));
}

/** Returns the range of some times with a little room, at least a factor of 1.5. */
function rangeOf(times) {
  const known = times.filter((ms) => ms !== null && ms > 0);
  const low = Math.min(...known) / 1.06;
  const high = Math.max(...known) * 1.06;
  const room = Math.max(1, Math.sqrt(1.5 / (high / low)));
  return [low / room, high * room];
}

/** Returns ticks of a log axis: powers of ten with their doubles and fives, or finer where there are less than three. */
function logTicks(from, to) {
  for (const steps of [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const ticks = [];
    for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power += 1) {
      for (const step of steps) ticks.push(step * 10 ** power);
    }
    const inside = ticks.filter((tick) => tick >= from && tick <= to);
    if (inside.length >= 3) return inside.length > 9 ? inside.filter((_, i) => i % 2 === 0) : inside;
  }
  return [from, Math.sqrt(from * to), to];
}

/** Returns a line through the points that have both coordinates. It is broken where one is missing. */
function line(points) {
  let command = "M";
  let text = "";
  for (const [x, y] of points) {
    if (x !== null && y !== null) text += command + place(x) + " " + place(y);
    command = x === null || y === null ? "M" : "L";
  }
  return text;
}

function yAxis(ticks, scale) {
  const marks = ticks.flatMap((tick) => [
    draw("path", { class: "grid", d: "M" + plot.left + " " + place(scale(tick)) + "H" + plot.right }),
    draw("text", { class: "y", x: plot.left - 8, y: place(scale(tick) + 4) }, time(tick)),
  ]);
  return draw("g", {}, ...marks);
}

/** @param ticks pairs of a place and a text */
function xAxis(ticks, title) {
  let free = -Infinity;
  const marks = ticks.flatMap(([x, text]) => {
    const mark = draw("path", { class: "grid", d: "M" + place(x) + " " + plot.top + "V" + plot.bottom });
    if (x - text.length * 3.5 < free) return [mark];
    free = x + text.length * 3.5 + 3;
    return [mark, draw("text", { class: "x", x: place(x), y: plot.bottom + 18 }, text)];
  });
  const middle = (plot.left + plot.right) / 2;
  return draw("g", {}, ...marks, draw("text", { class: "x title", x: middle, y: plot.bottom + 38 }, title));
}

function picture(label, ...children) {
  return draw("svg", { viewBox: "0 0 600 280", role: "img", "aria-label": label }, ...children);
}

/** A key of the plot's signs: pairs of a class and a text. */
function keyOf(signs) {
  return make("figcaption", {}, ...signs.map(([name, text]) => {
    const sign = draw("svg", { viewBox: "0 0 24 10", class: "sign", "aria-hidden": "true" });
    const isArea = ["band", "bars", "allowed"].includes(name);
    sign.append(draw("path", { class: name, d: isArea ? "M2 1H22V9H2Z" : "M1 5H23" }));
    return make("span", {}, sign, " " + text);
  }));
}

/** A table beside a plot, in an area that scrolls. */
function valuesTable(label, head, rows) {
  const cells = (name, row) => row.map((text, i) => make(i === 0 ? "th" : name, i === 0 ? { scope: name === "th" ? "col" : "row" } : name === "th" ? { scope: "col" } : {}, text));
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    make("table", {}, make("caption", { class: "away" }, label), make("thead", {}, make("tr", {}, ...cells("th", head))), make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells("td", row))))),
  );
}

function figure(title, key, image, table) {
  return make("section", {}, make("h4", {}, title), make("div", { class: "pair" }, make("figure", {}, image, keyOf(key)), table));
}

function timeText(ms, otherwise) {
  return ms === null ? otherwise : time(ms);
}
`;
