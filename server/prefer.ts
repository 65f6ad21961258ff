import { splitUnquoted, unquote } from "./mediaType.ts";
import { decodeForm } from "./query.ts";

/** What a client asks of the mock itself. */
export interface Preferences {
  /** A status, as written. */
  code?: string;
  /** Name of an example. */
  example?: string;
}

/**
 * Preferences of a request: `Prefer: code=404, example=empty` (RFC 7240, and `;` as Prism has it), or
 * `?__code=404&__example=empty`. The header wins.
 */
export function readPreferences(
  header: string | undefined,
  query: ReadonlyMap<string, readonly string[]>,
): Preferences {
  const preferences: Preferences = {};
  const code = query.get("__code")?.[0];
  const example = query.get("__example")?.[0];
  if (code !== undefined) preferences.code = decodeForm(code);
  if (example !== undefined) preferences.example = decodeForm(example);
  if (header === undefined) return preferences;
  for (const part of splitUnquoted(header, ",").flatMap((group) => splitUnquoted(group, ";"))) {
    const equals = part.indexOf("=");
    const name = part.slice(0, equals).trim().toLowerCase();
    if (name === "code" || name === "example") preferences[name] = unquote(part.slice(equals + 1));
  }
  return preferences;
}
