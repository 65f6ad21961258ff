/** A media type or range. All but the values of its parameters is in lower case. */
export interface MediaType {
  type: string;
  subtype: string;
  /** All parameters except `q`. */
  parameters: Map<string, string>;
  /** Weight of a range in `Accept`, 0 to 1. @default 1 */
  q: number;
}

/** Parses a media type such as `text/html; charset=utf-8`. Returns undefined if the text is not a media type. */
export function parseMediaType(text: string): MediaType | undefined {
  const [name = "", ...rest] = splitUnquoted(text, ";");
  const match = /^\s*([^\s/;,]+)\/([^\s/;,]+)\s*$/.exec(name);
  const [, type, subtype] = match ?? (name.trim() === "*" ? ["", "*", "*"] : []);
  if (type === undefined || subtype === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf("=");
    if (equals > 0) {
      parameters.set(part.slice(0, equals).trim().toLowerCase(), unquote(part.slice(equals + 1)));
    }
  }
  const q = Number(parameters.get("q") ?? 1);
  parameters.delete("q");
  return {
    type: type.toLowerCase(),
    subtype: subtype.toLowerCase(),
    parameters,
    q: q >= 0 && q <= 1 ? q : 1,
  };
}

/** Whether a media type is `application/json`, `application/problem+json`, `text/json` or similar. */
export function isJson(type: MediaType): boolean {
  return type.subtype === "json" || type.subtype.endsWith("+json");
}

export function isXml(type: MediaType): boolean {
  return type.subtype === "xml" || type.subtype.endsWith("+xml");
}

/** Whether a media type is one of the two for forms. */
export function isForm(type: MediaType): boolean {
  return (
    (type.type === "application" && type.subtype === "x-www-form-urlencoded") || isMultipart(type)
  );
}

export function isMultipart({ type, subtype }: MediaType): boolean {
  return type === "multipart" && subtype === "form-data";
}

/**
 * Whether a type matches one of the document, by Prism's rule: only the part after a `+` counts, so that
 * `application/vnd.shop+json` matches `application/json`. The document's type may be a range.
 */
export function subtypeFits(type: MediaType, described: MediaType): boolean {
  return (
    (described.type === "*" || described.type === type.type) &&
    (described.subtype === "*" || suffix(described) === suffix(type))
  );
}

function suffix({ subtype }: MediaType): string {
  return subtype.slice(subtype.lastIndexOf("+") + 1);
}

/** Splits a text at a separator, but not within quoted strings. */
export function splitUnquoted(text: string, separator: "," | ";"): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted && character === "\\") {
      part += character + text.charAt(++i);
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) {
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  return [...parts, part];
}

/** Returns the value of a token or quoted string (RFC 9110, 5.6.4). */
export function unquote(text: string): string {
  const value = text.trim();
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1).replaceAll(/\\(.)/g, "$1")
    : value;
}
