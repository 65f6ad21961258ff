import { stringifyJson } from "../../exactJson.ts";
import type { Parameter } from "../../openapi/table/table.ts";
import { isJson, parseMediaType } from "../http/mediaType.ts";
import { toText } from "../http/serialise.ts";

/**
 * Returns a parameter's value as the text of a path or header, in its style (RFC 6570). This is the inverse of
 * `createParameterReader`.
 *
 * @param encode for the path: percent-encodes names and values
 */
export function parameterText(
  { name, style, explode, contentType }: Parameter,
  value: unknown,
  encode: (text: string) => string,
): string {
  if (contentType !== undefined) return encode(contentText(value, contentType));
  const texts = textsOf(value, explode ? "=" : ",", encode);
  // The server splits an object at commas, as Prism does.
  if (style === "label") return `.${texts.join(explode && !isObject(value) ? "." : ",")}`;
  if (style !== "matrix") return texts.join(",");
  if (!explode) return `;${encode(name)}=${texts.join(",")}`;
  const named = isObject(value) ? texts : texts.map((text) => `${encode(name)}=${text}`);
  return named.map((text) => `;${text}`).join("");
}

/** Returns a parameter's value as encoded pairs of a query. */
export function queryPairs(
  { name, style, explode, contentType }: Parameter,
  value: unknown,
): string[] {
  const key = encodeURIComponent(name);
  if (contentType !== undefined) {
    return [`${key}=${encodeURIComponent(contentText(value, contentType))}`];
  }
  if (style === "deepObject") return deepPairs(key, value);
  if (isObject(value) && explode) {
    return Object.entries(value).flatMap(([field, inner]) =>
      [inner]
        .flat()
        .map((one) => `${encodeURIComponent(field)}=${encodeURIComponent(toText(one))}`),
    );
  }
  const separator = SEPARATORS[style] ?? ",";
  const texts = textsOf(value, separator, encodeURIComponent);
  if (explode) return texts.map((text) => `${key}=${text}`);
  return [`${key}=${texts.join(separator)}`];
}

/** Returns the text of a value in a media type. The text of an example may be JSON already. */
function contentText(value: unknown, contentType: string): string {
  const type = parseMediaType(contentType);
  const isWritten = typeof value === "string" && /^\s*[[{"]/.test(value);
  return type !== undefined && isJson(type) && !isWritten
    ? (stringifyJson(value) ?? "")
    : toText(value);
}

const SEPARATORS: Partial<Record<Parameter["style"], string>> = {
  spaceDelimited: "%20",
  pipeDelimited: "%7C",
  tabDelimited: "%09",
};

function deepPairs(way: string, value: unknown): string[] {
  if (typeof value !== "object" || value === null) {
    return [`${way}=${encodeURIComponent(toText(value))}`];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    deepPairs(`${way}[${encodeURIComponent(key)}]`, inner),
  );
}

/** Returns the items of a list, or the fields of an object (name, `equals`, value), or the single value. */
function textsOf(value: unknown, equals: string, encode: (text: string) => string): string[] {
  if (Array.isArray(value)) return value.map((item) => encode(toText(item)));
  if (!isObject(value)) return [encode(toText(value))];
  return Object.entries(value).map(
    ([field, inner]) => `${encode(field)}${equals}${encode(toText(inner))}`,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
