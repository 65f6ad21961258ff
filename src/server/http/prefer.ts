import { splitUnquoted, unquote } from "./mediaType.ts";

/** One preference of a header `Prefer` (RFC 7240). */
export interface Preference {
  /** As it is written, with its parameters. */
  text: string;
  /** In lower case. */
  name: string;
  /** Empty if there is none. */
  value: string;
}

/** Parses a header `Prefer`. Text after a semicolon is a parameter of a preference, and no preference of its own. */
export function parsePrefer(header: string): Preference[] {
  return splitUnquoted(header, ",").map((preference) => {
    const [text = ""] = splitUnquoted(preference, ";");
    const equals = text.indexOf("=");
    const written = equals === -1 ? text : text.slice(0, equals);
    return {
      text: preference.trim(),
      name: written.replaceAll(/^[\W_]+|[\W_]+$/g, "").toLowerCase(),
      value: equals === -1 ? "" : unquote(text.slice(equals + 1)),
    };
  });
}

/** The preferences by which a client chooses the answer of a mock, with their values. */
export const MOCK_PREFERENCES = {
  code: /^\d{3}$/,
  dynamic: /^(?:true|false)$/,
  seed: /^/,
  example: /^/,
};

/** Splits a header `Prefer` into the preferences that are meant for the mock, and those for the service itself. */
export function splitPrefer(header: string): { mock: string; own: string } {
  const isForMock = ({ name, value }: Preference) =>
    value !== "" &&
    Object.entries(MOCK_PREFERENCES).some(([known, valid]) => known === name && valid.test(value));
  const textOf = (preferences: Preference[] = []) => preferences.map(({ text }) => text).join(", ");
  const parts = Map.groupBy(parsePrefer(header), isForMock);
  return { mock: textOf(parts.get(true)), own: textOf(parts.get(false)) };
}
