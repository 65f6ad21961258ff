import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expand } from "../../../src/laptop/environment/expand.ts";

const known = (name: string) =>
  new Map([
    ["A", "1"],
    ["EMPTY", ""],
    ["REF", "$(A)"],
  ]).get(name);
const SEED = { seed: 15, numRuns: 2_000 };
/** Texts in which references, escapes and halves of both are frequent. */
const texts = fc
  .array(fc.constantFrom("$", "(", ")", "$(", "$$", "$(A)", "$(NONE)", "A", " ", "é", "\n"))
  .map((parts) => parts.join(""));

describe("references of values", () => {
  test.each([
    ["$(A)", "1"],
    ["a$(A)b$(A)", "a1b1"],
    ["$(EMPTY)", ""],
    ["$(NONE)", "$(NONE)"],
    ["$$(A)", "$(A)"],
    ["$$$(A)", "$1"],
    ["$$$$(A)", "$$(A)"],
    ["$A $[A] $", "$A $[A] $"],
    ["$(A", "$(A"],
    ["$($$", "$($"],
    ["$()", "$()"],
    ["$(A $(A)", "$(A $(A)"],
    ["$(REF)", "$(A)"],
  ])("%j becomes %j", (text, expected) => {
    expect(expand(text, known)).toBe(expected);
  });

  test("are replaced as the scanner of the kubelet does", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(expand(text, known)).toBe(scanned(text));
      }),
      SEED,
    );
  });

  test("come back from an escaped text as they were written", () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.string()), (text) => {
        expect(expand(text.replaceAll("$", "$$$$"), known)).toBe(text);
      }),
      SEED,
    );
  });
});

/** Reads from left to right, one character after another. */
function scanned(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] !== "$" || next === undefined) {
      result += text[at];
    } else if (next === "$") {
      result += "$";
      at++;
    } else if (next === "(" && text.includes(")", at)) {
      const end = text.indexOf(")", at);
      const name = text.slice(at + 2, end);
      result += known(name) ?? `$(${name})`;
      at = end;
    } else {
      result += `$${next}`;
      at++;
    }
  }
  return result;
}
