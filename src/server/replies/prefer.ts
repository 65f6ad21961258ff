import { splitUnquoted, unquote } from "../http/mediaType.ts";
import { decodeForm } from "../http/query.ts";

/** Which answer a client wants from the mock. */
export interface Preferences {
  /** A status; 0 counts as absent. */
  code?: number;
  /** Name of an example. */
  example?: string;
  /** Whether the body is made at random. */
  dynamic?: boolean;
  /** Seed of random values. */
  seed?: string;
}

/** Invalid preferences. */
export interface BadPreferences {
  /** The mistakes, in the words of Prism. */
  mistakes: string;
}

/** The preferences of a request without any. */
export const NO_PREFERENCES: Preferences = {};

const NAMES = ["__code", "__dynamic", "__seed", "__example"];

/**
 * Reads the preferences of a request: `Prefer: code=404, example=empty` (RFC 7240), or `?__code=404&__example=empty`.
 * If there is a header, the query is ignored. Text after a semicolon is a parameter of a preference, and is ignored
 * too.
 */
export function readPreferences(
  header: string | string[] | undefined,
  query: ReadonlyMap<string, readonly string[]>,
): Preferences | BadPreferences {
  if (!header) {
    if (query.size === 0 || !NAMES.some((name) => query.has(name))) return NO_PREFERENCES;
    return decode((name) => query.get(`__${name}`)?.map(decodeForm));
  }
  // Node joins repeated lines of an unknown header, but its types allow a list.
  const given = parsePrefer(String(header));
  return decode((name) => given.get(name));
}

/** Returns the values by name. A name without a value has an empty list. */
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
