import { MOCK_PREFERENCES, parsePrefer } from "../http/prefer.ts";
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
 * If there is a header, the query is ignored.
 */
export function readPreferences(
  header: string | string[] | undefined,
  query: ReadonlyMap<string, readonly string[]>,
): Preferences | BadPreferences {
  if (!header) {
    if (query.size === 0 || !NAMES.some((name) => query.has(name))) return NO_PREFERENCES;
    return decode((name) => query.get(`__${name}`)?.map(decodeForm));
  }
  const given = new Map<string, string[]>();
  // Node joins repeated lines of an unknown header, but its types allow a list.
  for (const { name, value } of parsePrefer(String(header))) {
    if (!given.has(name)) given.set(name, value === "" ? [] : [value]);
  }
  return decode((name) => given.get(name));
}

function decode(valuesOf: (name: string) => string[] | undefined): Preferences | BadPreferences {
  const preferences: Preferences = {};
  const mistakes: string[] = [];
  const read = (
    name: keyof typeof MOCK_PREFERENCES,
    expected: string,
    take: (value: string) => void,
  ) => {
    const values = valuesOf(name);
    if (values === undefined) return;
    const [value] = values;
    const single = values.length === 1 && value !== undefined;
    if (single && MOCK_PREFERENCES[name].test(value)) {
      take(value);
      return;
    }
    const received = JSON.stringify(single ? value : values.length === 0 ? true : values);
    mistakes.push(
      `optional property "${name}"\n└─ cannot decode ${received}, should be ${single ? expected : "string"}`,
    );
  };
  read("code", "a number", (value) => {
    preferences.code = Number(value);
  });
  read("dynamic", "a boolean", (value) => {
    preferences.dynamic = value === "true";
  });
  read("seed", "string", (value) => {
    preferences.seed = value;
  });
  read("example", "string", (value) => {
    preferences.example = value;
  });
  return mistakes.length === 0 ? preferences : { mistakes: mistakes.join("\n") };
}
