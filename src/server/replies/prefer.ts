import { splitUnquoted, unquote } from "../http/mediaType.ts";
import { decodeForm } from "../http/query.ts";

/** What a client asks of the mock itself. */
export interface Preferences {
  /** A status; 0 is none. */
  code?: number;
  /** Name of an example. */
  example?: string;
  /** Whether the body is made at random. */
  dynamic?: boolean;
  /** Makes what is random repeat. */
  seed?: string;
}

/** Preferences that cannot be followed. */
export interface BadPreferences {
  /** Which and why, as Prism says it. */
  mistakes: string;
}

/** Those of a request that has none. */
export const NO_PREFERENCES: Preferences = {};

const NAMES = ["__code", "__dynamic", "__seed", "__example"];

/**
 * Preferences of a request: `Prefer: code=404, example=empty` (RFC 7240), or `?__code=404&__example=empty`. With the
 * header the query is not looked at. What stands after a semicolon is a parameter of the preference before.
 */
export function readPreferences(
  header: string | string[] | undefined,
  query: ReadonlyMap<string, readonly string[]>,
): Preferences | BadPreferences {
  if (!header) {
    if (query.size === 0 || !NAMES.some((name) => query.has(name))) return NO_PREFERENCES;
    return decode((name) => query.get(`__${name}`)?.map(decodeForm));
  }
  // Node joins the lines of a header that it does not know, but its types do not say so.
  const given = parsePrefer(String(header));
  return decode((name) => given.get(name));
}

/** Values by name: none for a name alone. */
function parsePrefer(header: string): ReadonlyMap<string, string[]> {
  const given = new Map<string, string[]>();
  for (const preference of splitUnquoted(header, ",")) {
    const [text = ""] = splitUnquoted(preference, ";");
    const equals = text.indexOf("=");
    const written = equals === -1 ? text : text.slice(0, equals);
    const name = written.replaceAll(/^[\W_]+|[\W_]+$/g, "").toLowerCase();
    const value = equals === -1 ? "" : unquote(text.slice(equals + 1));
    if (!given.has(name)) given.set(name, value === "" ? [] : [value]);
  }
  return given;
}

function decode(valuesOf: (name: string) => string[] | undefined): Preferences | BadPreferences {
  const preferences: Preferences = {};
  const mistakes: string[] = [];
  const read = (name: string, expected: string, take: (value: string) => boolean) => {
    const values = valuesOf(name);
    if (values === undefined) return;
    const [value] = values;
    const single = values.length === 1 && value !== undefined;
    if (single && take(value)) return;
    const received = JSON.stringify(single ? value : values.length === 0 ? true : values);
    mistakes.push(
      `optional property "${name}"\n└─ cannot decode ${received}, should be ${single ? expected : "string"}`,
    );
  };
  read("code", "a number", (value) => {
    if (!/^\d{3}$/.test(value)) return false;
    preferences.code = Number(value);
    return true;
  });
  read("dynamic", "a boolean", (value) => {
    if (value !== "true" && value !== "false") return false;
    preferences.dynamic = value === "true";
    return true;
  });
  read("seed", "string", (value) => {
    preferences.seed = value;
    return true;
  });
  read("example", "string", (value) => {
    preferences.example = value;
    return true;
  });
  return mistakes.length === 0 ? preferences : { mistakes: mistakes.join("\n") };
}
