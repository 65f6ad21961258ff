import type { Parameter, Schema } from "../../openapi/table/table.ts";
import type { Shape } from "../schemas/shapes.ts";

/** The style of a value. A list with commas in a form has its own style (OpenAPI 2.0). */
export interface ValueShape {
  name: string;
  style: Parameter["style"] | "commaDelimited";
  explode: boolean;
  schema?: Schema;
}

/** Separators of the lists and objects of a query or form, after decoding. As in Prism, `%20` may be encoded itself. */
export const SEPARATORS = new Map<ValueShape["style"], string | RegExp>([
  ["spaceDelimited", / |%20/],
  ["pipeDelimited", "|"],
  ["tabDelimited", "\t"],
  ["commaDelimited", ","],
]);

/**
 * Returns the readings of a text of a path or header as a shape, best first (RFC 6570). OpenAPI 3.0 separates the items
 * of a label by points even where it is not exploded, and Prism the fields of an object always by commas.
 */
export function textReadings(
  text: string,
  shape: Shape,
  { name, style, explode }: Pick<ValueShape, "name" | "style" | "explode">,
): unknown[] {
  if (style === "matrix") return [readMatrix(without(text, ";"), name, explode, shape)];
  const inner = style === "label" ? without(text, ".") : text;
  if (shape === "text") return [inner];
  const isPoints = style === "label" && (explode || !inner.includes(","));
  const separators = style === "label" ? (isPoints ? [".", ","] : [",", "."]) : [","];
  if (shape === "list") return inner === "" ? [[]] : separators.map((one) => inner.split(one));
  const usual = inner.includes(",") ? [","] : separators;
  return usual.map((one) => objectOf(inner.split(one), explode));
}

function readMatrix(text: string, name: string, explode: boolean, shape: Shape): unknown {
  if (explode && shape === "object") return objectOf(text.split(";"), true);
  if (explode && shape === "list") {
    return text === "" ? [] : text.split(";").map((part) => without(part, `${name}=`));
  }
  const inner = without(text, `${name}=`);
  if (shape === "list") return inner === "" ? [] : inner.split(",");
  return shape === "object" ? objectOf(inner.split(","), false) : inner;
}

/** Removes the beginning that a style requires. If it is missing, Prism would send no answer at all. */
function without(text: string, beginning: string): string {
  return text.startsWith(beginning) ? text.slice(beginning.length) : text;
}

/** Returns an object from the texts `R=100`, `G=200`, or `R`, `100`, `G`, `200`. */
export function objectOf(parts: string[], explode: boolean): Record<string, string | undefined> {
  if (explode) {
    return Object.fromEntries(
      parts.map((part) => {
        const [key = "", value] = part.split("=");
        return [key, value];
      }),
    );
  }
  const entries: [string, string | undefined][] = [];
  for (let i = 0; i < parts.length; i += 2) entries.push([parts[i] ?? "", parts[i + 1]]);
  return Object.fromEntries(entries);
}
