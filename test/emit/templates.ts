import fc from "fast-check";
import { parseTemplate } from "../../src/openapi/table/pattern.ts";

const literal = fc.constantFrom("a", "b", "c.d", "x+y", "(z)", "%20", "a$", "~me", "*", "é");
const segment = fc.oneof(
  literal,
  fc.constant("{p}"),
  fc.tuple(literal, literal).map(([left, right]) => `${left}{p}${right}`),
  fc.constant("{p}.{q}"),
);

/** Path templates of one to three segments from a small alphabet, so that they often overlap. */
export const templates = fc
  .array(segment, { minLength: 1, maxLength: 3 })
  .map((segments) => `/${segments.join("/")}`);

/** Paths that a template matches, as they are on the wire. */
export function pathFor(template: string): fc.Arbitrary<string> {
  const value = fc.constantFrom("a", "b", "me", "a.b", "%2F", "c.d", "1");
  const segments = parseTemplate(template).map((part) =>
    typeof part === "string"
      ? fc.constant(part)
      : fc
          .tuple(...part.map((piece) => (typeof piece === "string" ? fc.constant(piece) : value)))
          .map((pieces) => pieces.join("")),
  );
  return fc.tuple(...segments).map((parts) => `/${parts.join("/")}`);
}
