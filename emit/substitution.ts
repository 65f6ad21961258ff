import type { LoadedMock } from "../config/load.ts";
import type { Substitution } from "../routing/substitution.ts";

/**
 * What a mock that `replaces` an origin's host answers in its place; undefined for any other mock.
 * @throws {UserError} when the stack names a route that the document has not
 */
export function substitutionOf(mock: LoadedMock): Substitution | undefined {
  if (mock.config.replaces === undefined) return undefined;
  throw new Error("not written yet");
}
