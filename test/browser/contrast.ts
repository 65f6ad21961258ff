import type { Page } from "playwright-core";

/**
 * Every visible text whose contrast with what is painted behind it is below 4.5 (WCAG 2, level AA), as `ratio text`.
 * The computation is a text because it runs in the browser.
 */
export function lowContrasts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${measure})()`);
}

const measure = `() => {
  const rgba = (color) => {
    const [r, g, b, a = 1] = color.match(/[0-9.]+/g).map(Number);
    return { r, g, b, a };
  };
  const channel = (value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    for (let node = element; node !== null; node = node.parentElement) {
      const color = rgba(getComputedStyle(node).backgroundColor);
      if (color.a === 1) return color;
      if (color.a > 0) throw new Error("a see-through background: " + node.tagName);
    }
    throw new Error("nothing is painted behind " + element.tagName);
  };
  const ratio = (color, element) => {
    const [light, dark] = [luminance(rgba(color)), luminance(behind(element))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const low = [];
  const check = (color, element, text) => {
    const found = ratio(color, element);
    if (found < 4.5) low.push(found.toFixed(2) + " " + text);
  };
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility()) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const text = own.map((node) => node.data.trim()).join("") || element.value || "";
    if (text !== "") check(getComputedStyle(element).color, element, text);
    if (element.placeholder) check(getComputedStyle(element, "::placeholder").color, element, element.placeholder);
  }
  return low;
}`;
