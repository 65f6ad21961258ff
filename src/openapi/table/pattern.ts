import type { Segment, SegmentPart } from "./table.ts";

/**
 * Why a path template of a document cannot be served, as a sentence without its full stop, or undefined when it can.
 * The other functions of this file expect a template without such a fault.
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
 * A path template (`/files/{name}.{ext}`) cut at its slashes. A slash at the end makes one more segment, an empty
 * literal. Literals get the percent-encoding that they have on the wire.
 *
 * The marks that some tools put into a parameter's braces (`{path*}`, `{+path}`, `{proxy+}`) are dropped: OpenAPI
 * knows only parameters without a slash, so the segment is served as one and the name is the one that clients know.
 */
export function parseTemplate(path: string): Segment[] {
  return path.slice(1).split("/").map(parseSegment);
}

/** A path parameter's name without those marks. */
export function plainName(name: string): string {
  return name.replace(/^[+*.;/]|[+*]$/g, "") || name;
}

/**
 * Source of a regular expression for the whole path, to be anchored by who uses it (`^(?:…)$`, or a full match).
 * It means the same in JavaScript and in RE2.
 *
 * @param parameter What a parameter is; a text with a query behind the path needs one without a question mark.
 */
export function templateRegex(
  basePath: string,
  segments: Segment[],
  parameter: "[^/]+" | "[^/?]+" = "[^/]+",
): string {
  const source = segments.map((segment) => `/${segmentSource(segment, parameter)}`);
  return escapeRegex(basePath) + source.join("");
}

/** Whether a template has no parameter, so that it stands for one path only. */
export function isLiteral(segments: Segment[]): boolean {
  return segments.every((segment) => typeof segment === "string");
}

/**
 * The values of a segment's parameters, still encoded and in their order, or undefined when `text` does not match.
 * Where several cuts are possible (`{name}.{ext}` and `a.b.c`), an earlier parameter takes as much as it can.
 *
 * Literals are looked for from the end, each as far to the right as it goes. That comes to the same, in a time that
 * grows with the text's length alone, where a regular expression's grows with a power of it.
 */
export function matchSegment(segment: Segment, text: string): string[] | undefined {
  if (typeof segment === "string") return segment === text ? [] : undefined;
  const [prefix = "", ...literals] = literalsAround(segment);
  const values: string[] = [];
  let end = text.length;
  for (const [index, literal] of literals.toReversed().entries()) {
    // A parameter takes one character at least.
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

/** Names of a template's parameters in their order. */
export function parameterNames(segments: Segment[]): string[] {
  return segments.flatMap((segment) =>
    typeof segment === "string"
      ? []
      : segment.flatMap((part) => (typeof part === "string" ? [] : [part.param])),
  );
}

/**
 * Text in the percent-encoded form that it has in a path on the wire (RFC 3986, `pchar`). Escapes of characters that
 * need none are undone, as Envoy undoes them in every request's path before it compares.
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

/** Text without percent-encoding; as it is where the encoding is broken. */
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
  return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped;
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

/** The literals before, between and after a segment's parameters: one more than there are parameters. */
function literalsAround(segment: SegmentPart[]): string[] {
  const literals = [""];
  for (const part of segment) {
    if (typeof part === "string") literals.push((literals.pop() ?? "") + part);
    else literals.push("");
  }
  return literals;
}

function segmentSource(segment: Segment, parameter: string): string {
  if (typeof segment === "string") return escapeRegex(segment);
  return segment.map((part) => (typeof part === "string" ? escapeRegex(part) : parameter)).join("");
}

/** A text as a regular expression that matches it alone. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
