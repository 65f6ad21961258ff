import { describe, expect, test } from "vitest";

import type { Schema } from "../../routes/table.ts";
import { generate } from "../../server/generate.ts";
import { seededRandom } from "../../server/random.ts";

describe("at random", () => {
  /** The different values that 100 seeds give, as JSON, in order. */
  function all(schema: Schema, fillProperties = true): string[] {
    const made = Array.from({ length: 100 }, (_, seed) => {
      const random = seededRandom(String(seed));
      return JSON.stringify(generate(schema, {}, "response", { random, fillProperties }));
    });
    return [...new Set(made)].toSorted();
  }

  test.each<[Schema, unknown[]]>([
    [{ type: "boolean" }, [false, true]],
    [{ enum: ["a", "b", "c"] }, ["a", "b", "c"]],
    [{ type: ["boolean", "null"] }, [false, null, true]],
    [{ oneOf: [{ const: 1 }, { const: 2 }] }, [1, 2]],
    [{ type: "array", maxItems: 2, items: { const: 1 } }, [[], [1], [1, 1]]],
    [
      { type: "array", uniqueItems: true, minItems: 2, items: { type: "boolean" } },
      [
        [false, true],
        [true, false],
      ],
    ],
  ])("%j gives each of %j", (schema, values) => {
    expect(all(schema)).toEqual(values.map((value) => JSON.stringify(value)).toSorted());
  });

  test("examples and defaults do not count, and every property is there that is read", () => {
    const schema: Schema = {
      properties: {
        a: { enum: [1], default: 2, examples: [3] },
        b: { const: 4 },
        c: { const: 5, writeOnly: true },
      },
    };
    expect(all(schema)).toEqual(['{"a":1,"b":4}']);
  });

  test("an object that names no properties gets one to three, unless it is told not to", () => {
    const schema: Schema = { type: "object", additionalProperties: { const: 1 } };
    expect(all(schema)).toEqual([
      '{"property1":1,"property2":1,"property3":1}',
      '{"property1":1,"property2":1}',
      '{"property1":1}',
    ]);
    expect(all(schema, false)).toEqual(["{}"]);
  });

  test("Faker makes what x-faker asks for, where the type allows it", () => {
    const asked = { "helpers.slugify": ["two words"] };
    expect(all({ type: "string", "x-faker": asked })).toEqual(['"two-words"']);
    expect(all({ type: "null", "x-faker": asked })).toEqual(["null"]);
    expect(all({ type: "integer", "x-faker": { "number.int": { min: 7, max: 7 } } })).toEqual([
      "7",
    ]);
  });
});
