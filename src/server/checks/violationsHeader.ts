import type { Violation } from "./violation.ts";

/** The violations of a request, and of the reply to it. */
export interface Findings {
  request: readonly Violation[];
  response: readonly Violation[];
}

/** Longer values are cut. */
const LONGEST = 8 * 1024 - 100;

/**
 * Returns name and value of the header `sl-violations`, which lists violations in a reply of the document, or an empty
 * list if there are none. The value is JSON in ASCII, unless it was cut.
 */
export function violationsHeader({ request, response }: Findings): string[] {
  if (request.length === 0 && response.length === 0) return [];
  const text = JSON.stringify([
    ...request.map((violation) => within("request", violation)),
    ...response.map((violation) => within("response", violation)),
  ]);
  const value = text.length > LONGEST ? `Too many violations! ${text.substring(0, LONGEST)}` : text;
  return ["sl-violations", ascii(value)];
}

/** Returns a violation with its location in the whole exchange. */
export function within(
  side: "request" | "response",
  { location = [], severity, code, message }: Violation,
): Violation {
  return { location: [side, ...location], severity, ...(code !== undefined && { code }), message };
}

function ascii(json: string): string {
  return json.replaceAll(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
