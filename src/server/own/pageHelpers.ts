/** Functions that all parts of the page use. Part of `pageScript.ts`. */
export const helpers = /* js */ `
const byId = (id) => document.getElementById(id);

/** Returns a path of the mock with the prefix below which the mock is served. */
function below(path) {
  return location.pathname.replace(/[/]_understudy[/]$/, "") + path;
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
`;
