import type { Segment, SegmentPart } from "./table.ts";

/**
 * Returns why a path template cannot be served, as a sentence without its full stop, or undefined if it can be. The
 * other functions of this file expect a template without such a mistake.
 */
export function templateFault(path: string): string | undefined {
  if (!path.startsWith("/")) return 'a path must begin with "/"';
  if (path.includes("?")) return 'a path must not contain "?": parameters describe the query';
  if (path.includes("#")) return 'a path must not contain "#": what follows it is never sent';
  const braced: string[] = path.match(/\{[^{}]*\}/g) ?? [];
  if (braced.some((name) => name.includes("/"))) {
    return 'a path parameter stands for one segment, without "/"';
  }
  if (braced.includes("{}")) return "a path parameter has no name";
  const outside = path.replaceAll(/\{[^{}]*\}/g, "");
  return /[{}]/.test(outside) ? "the braces of a path parameter are not balanced" : undefined;
}

/**
 * Splits a path template (`/files/{name}.{ext}`) at its slashes. A slash at the end gives one more segment, an empty
 * literal. Literals get the percent-encoding that they have on the wire.
 *
 * The marks that some tools put into a parameter's braces (`{path*}`, `{+path}`, `{proxy+}`) are dropped: in OpenAPI a
 * parameter has no slash, so it is served as one segment, under the name that clients know.
 */
export function parseTemplate(path: string): Segment[] {
  return path.slice(1).split("/").map(parseSegment);
}

/** Returns a path parameter's name without such marks. */
export function plainName(name: string): string {
  return name.replace(/^[+*.;/]|[+*]$/g, "") || name;
}

/**
 * Returns the source of a regular expression for the whole path. The caller must anchor it (`^(?:…)$`, or a full
 * match). It has the same meaning in JavaScript and in RE2.
 *
 * @param parameter The expression for a parameter. If the text has a query after the path, it must exclude `?`.
 */
export function templateRegex(
  basePath: string,
  segments: Segment[],
  parameter: "[^/]+" | "[^/?]+" = "[^/]+",
): string {
  const source = segments.map((segment) => `/${segmentSource(segment, parameter)}`);
  return literalRegex(basePath) + source.join("");
}

/** Whether a template has no parameter, so that it matches a single path, apart from the case of its escapes. */
export function isLiteral(segments: Segment[]): boolean {
  return segments.every((segment) => typeof segment === "string");
}

/** Whether a path has escapes such as `%C3`, which have several spellings (RFC 3986, 6.2.2.1). */
export function hasSpellings(path: string): boolean {
  return ESCAPE_WITH_LETTER.test(path);
}

/** Returns a path with the hex digits of its escapes in upper case, as templates have them. */
export function upperEscapes(path: string): string {
  return path.replaceAll(/%[0-9a-f]{2}/gi, (escaped) => escaped.toUpperCase());
}

const ESCAPE_WITH_LETTER = /%(?:[0-9A-F][A-F]|[A-F][0-9])/;

/**
 * Returns the values of a segment's parameters, still encoded and in their order, or undefined if `text` does not
 * match. If several splits are possible (`{name}.{ext}` and `a.b.c`), an earlier parameter takes as much as possible.
 *
 * Literals are searched from the end, each as far to the right as possible. A greedy regular expression has the same
 * result, but its time grows with a power of the text's length; this search is linear.
 */
export function matchSegment(segment: Segment, text: string): string[] | undefined {
  if (typeof segment === "string") return segment === text ? [] : undefined;
  const [prefix = "", ...literals] = literalsAround(segment);
  const values: string[] = [];
  let end = text.length;
  for (const [index, literal] of literals.toReversed().entries()) {
    // A parameter takes at least one character.
    const last = end - literal.length - (index === 0 ? 0 : 1);
    const start = index === 0 ? last : text.lastIndexOf(literal, last);
    if (last < 0 || start < 0 || !text.startsWith(literal, start)) return undefined;
    if (index > 0) values.push(text.slice(start + literal.length, end));
    end = start;
  }
  if (!text.startsWith(prefix) || end <= prefix.length) return undefined;
  values.push(text.slice(prefix.length, end));
  return values.reverse();
}

/**
 * Returns the values of a template's parameters, still encoded and in their order, or undefined if it does not match.
 *
 * @param path begins with a slash, as normalPath.ts leaves it, without base path and query
 */
export function matchPath(segments: readonly Segment[], path: string): string[] | undefined {
  const texts = path.slice(1).split("/");
  if (texts.length !== segments.length) return undefined;
  const values: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const found = matchSegment(segment, texts[index] ?? "");
    if (found === undefined) return undefined;
    values.push(...found);
  }
  return values;
}

/** Returns the names of a template's parameters in their order. */
export function parameterNames(segments: Segment[]): string[] {
  return segments.flatMap((segment) =>
    typeof segment === "string"
      ? []
      : segment.flatMap((part) => (typeof part === "string" ? [] : [part.param])),
  );
}

/**
 * Returns a text in the percent-encoded form that it has in a path on the wire (RFC 3986, `pchar`). Needless escapes
 * are decoded, as Envoy decodes them in the path of every request before it compares. The hex digits of the others are in
 * upper case.
 */
export function encodeLiteral(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@]/gu, (found) =>
      found.length === 3 && found.startsWith("%")
        ? withoutNeedlessEscape(found)
        : encodeURIComponent(found),
    );
}

/** Decodes percent-encoding. Returns the text unchanged if the encoding is broken. */
export function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutNeedlessEscape(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped.toUpperCase();
}

function parseSegment(text: string): Segment {
  const parts: SegmentPart[] = text
    .split(/(\{[^{}]+\})/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("{") && part.endsWith("}")
        ? { param: plainName(part.slice(1, -1)) }
        : encodeLiteral(part),
    );
  if (parts.length === 0) return "";
  const [only] = parts;
  return parts.length === 1 && typeof only === "string" ? only : parts;
}

/** Returns the literals before, between and after a segment's parameters: one more than there are parameters. */
function literalsAround(segment: SegmentPart[]): string[] {
  const literals = [""];
  for (const part of segment) {
    if (typeof part === "string") literals.push((literals.pop() ?? "") + part);
    else literals.push("");
  }
  return literals;
}

function segmentSource(segment: Segment, parameter: string): string {
  if (typeof segment === "string") return literalRegex(segment);
  return segment
    .map((part) => (typeof part === "string" ? literalRegex(part) : parameter))
    .join("");
}

/** Returns a regular expression that matches a literal with its escapes in either case: Envoy compares their letters. */
function literalRegex(literal: string): string {
  return escapeRegex(literal).replaceAll(/%[0-9A-F]{2}/g, (escaped) =>
    escaped.replaceAll(/[A-F]/g, (digit) => `[${digit}${digit.toLowerCase()}]`),
  );
}

/** Returns a regular expression that matches only this text. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
