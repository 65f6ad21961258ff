import fc from "fast-check";
import { expect, test } from "vitest";

import { seededRandom } from "../../../src/server/values/random.ts";
import { randomText } from "../../../src/server/values/randomScalar.ts";

const MANY = Array.from({ length: 200 }, (_, i) => i);

/** All values that 200 seeds give, each once. */
function all<T>(make: (random: () => number) => T): Set<T> {
  return new Set(MANY.map((seed) => make(seededRandom(String(seed)))));
}

test("a text takes all alternatives and characters of its pattern", () => {
  const schema = { type: "string", pattern: "^(?:a|bc)[12]{1,2}$" };
  expect([...all((random) => randomText(schema, random))].toSorted()).toEqual(
    ["a", "bc"].flatMap((start) => ["1", "11", "12", "2", "21", "22"].map((end) => start + end)),
  );
});

test("texts are of any length that is asked for", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(40), fc.nat(40), (seed, least, more) => {
      const schema = { minLength: least, maxLength: least + more };
      const { length } = randomText(schema, seededRandom(seed));
      expect(length >= least && length <= least + more).toBe(true);
    }),
    { seed: 1 },
  );
});
